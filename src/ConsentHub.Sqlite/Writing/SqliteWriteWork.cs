using ConsentHub.Stores;

namespace ConsentHub.Sqlite.Writing;

/// <summary>A piece of work and the caller who awaits it.</summary>
internal abstract class SqliteWriteWork : WaitingCaller
{
    public abstract void Execute(SqliteWriteSession session);
}

/// <param name="work">Runs inside the writer's transaction; the caller receives the result once the transaction is synced.</param>
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
