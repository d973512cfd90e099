using ConsentHub.Consents;
using ConsentHub.Stores;

namespace ConsentHub.Postgres.Writing;

/// <summary>A piece of the writer's work and the caller who awaits it.</summary>
internal abstract class WriteWork : WaitingCaller;

internal sealed class AppendWork(ConsentDraft draft) : WriteWork
{
    private readonly TaskCompletionSource<AppendOutcome> done = new();

    public ConsentDraft Draft => draft;

    public AppendOutcome? Outcome { get; set; }

    /// <summary>An error of this choice alone, which its caller receives once the rest of the batch is committed.</summary>
    public Exception? OwnError { get; set; }

    public Task<AppendOutcome> Done => done.Task;

    protected override void Resume()
    {
        if ((Error ?? OwnError) is { } error)
            done.SetException(error);
        else
            done.SetResult(Outcome!);
    }
}

/// <summary>Work without a result.</summary>
internal abstract class PlainWork : WriteWork
{
    private readonly TaskCompletionSource done = new();

    public Task Done => done.Task;

    protected override void Resume()
    {
        if (Error is { } error)
            done.SetException(error);
        else
            done.SetResult();
    }
}

internal sealed class ImpressionWork(ImpressionCount shown) : PlainWork
{
    public ImpressionCount Shown => shown;
}

/// <summary>Writes the row of the readiness check.</summary>
internal sealed class ProbeWork : PlainWork;

/// <summary>The clock jumped to a month without a partition after the batch began. The writer runs the batch again.</summary>
internal sealed class MissingPartitionException() : Exception("There is no partition for this month yet.");
