using ConsentHub.Consents;

namespace ConsentHub.Storage.Postgres;

/// <summary>A piece of work of the writer, with the caller who waits for it.</summary>
internal abstract class WriteWork
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => done.Task;

    /// <summary>A fault of this piece alone: told instead of success once the rest is committed.</summary>
    public Exception? OwnFault { get; set; }

    public void Complete()
    {
        if (OwnFault is { } fault)
            Fail(fault);
        else
            done.TrySetResult();
    }

    public void Fail(Exception error) => done.TrySetException(error);
}

internal sealed class AppendWork(ConsentDraft draft) : WriteWork
{
    public ConsentDraft Draft => draft;

    public AppendOutcome? Outcome { get; set; }
}

internal sealed class ShownWork(ShownCount shown) : WriteWork
{
    public ShownCount Shown => shown;
}

/// <summary>Writes the row of the readiness check.</summary>
internal sealed class ProbeWork : WriteWork;

/// <summary>The clock has jumped to a month without a partition since the batch began; the batch is run again.</summary>
internal sealed class MissingPartitionException() : Exception("There is no partition for this month yet.");
