namespace ConsentHub.Storage.Sqlite;

/// <summary>A piece of work with the caller who waits for it.</summary>
internal abstract class SqliteWriteWork
{
    public abstract void Execute(SqliteWriteSession session);

    /// <summary>What to tell the caller instead of the result.</summary>
    public void Fail(Exception error) => Fault = error;

    protected Exception? Fault { get; private set; }

    /// <summary>Goes on with the caller, on this thread.</summary>
    protected abstract void Answer();

    /// <summary>Goes on with the callers of a batch, a share of them on each processor: waking a thread for each costs more than many of the answers.</summary>
    public static void AnswerAll(List<SqliteWriteWork> batch)
    {
        var share = (batch.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        for (var from = 0; from < batch.Count; from += share)
            ThreadPool.UnsafeQueueUserWorkItem(new Answers(batch.GetRange(from, Math.Min(share, batch.Count - from))), preferLocal: false);
    }

    private sealed class Answers(List<SqliteWriteWork> works) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var work in works)
                work.Answer();
        }
    }
}

/// <param name="work">Runs inside the writer's transaction; its result is handed out once that is synced.</param>
internal sealed class SqliteWriteWork<T>(Func<SqliteWriteSession, T> work) : SqliteWriteWork
{
    private readonly TaskCompletionSource<T> done = new();
    private T? result;

    public Task<T> Task => done.Task;

    public override void Execute(SqliteWriteSession session) => result = work(session);

    protected override void Answer()
    {
        if (Fault is { } fault)
            done.SetException(fault);
        else
            done.SetResult(result!);
    }
}
