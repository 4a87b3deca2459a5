import { Route, Switch } from 'wouter';
import { Shell } from './components/shell.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { ReportPage } from './pages/report/report-page.tsx';
import { NewSweepPage } from './pages/sweeps/new-sweep-page.tsx';
import { SweepsPage } from './pages/sweeps/sweeps-page.tsx';
import { SweepPage } from './pages/sweep/sweep-page.tsx';
import { TrialPage } from './pages/trial/trial-page.tsx';

/** Which page stands at which address. */
export function App() {
  return (
    <Shell>
      <Switch>
        <Route path="/">
          <SweepsPage />
        </Route>
        <Route path="/new">
          <NewSweepPage />
        </Route>
        <Route path="/sweeps/:id">{({ id }) => <SweepPage key={id} id={id} />}</Route>
        <Route path="/trials/:id">{({ id }) => <TrialPage key={id} id={id} />}</Route>
        <Route path="/reports/:name">{({ name }) => <ReportPage key={name} name={name} />}</Route>
        <Route>
          <NotFoundPage />
        </Route>
      </Switch>
    </Shell>
  );
}
