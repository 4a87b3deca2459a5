import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** All trials as a file. */
export function ExportButtons({ id }: { readonly id: string }) {
  const save = useMutation({
    mutationFn: async (format: 'csv' | 'json') => {
      const url = URL.createObjectURL(await api.export(id, format));
      const link = document.createElement('a');
      link.href = url;
      link.download = `${id}.${format}`;
      link.click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <div className="row">
      {save.isError && <span className="error-text">{save.error.message}</span>}
      <button type="button" className="small" disabled={save.isPending} onClick={() => save.mutate('csv')}>
        Export CSV
      </button>
      <button type="button" className="small" disabled={save.isPending} onClick={() => save.mutate('json')}>
        JSON
      </button>
    </div>
  );
}
