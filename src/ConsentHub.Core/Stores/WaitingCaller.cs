namespace ConsentHub.Stores;

/// <summary>A caller that waits until a batch is durable.</summary>
internal abstract class WaitingCaller
{
    /// <summary>The exception that the caller receives instead of a result.</summary>
    public void Fail(Exception error) => Error = error;

    protected Exception? Error { get; private set; }

    /// <summary>Resumes the caller on this thread.</summary>
    protected abstract void Resume();

    /// <summary>Resumes the callers of a batch, a share of them on each processor: waking one thread per caller often costs more than the write.</summary>
    public static void CompleteAll(IReadOnlyList<WaitingCaller> callers)
    {
        var share = (callers.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        for (var from = 0; from < callers.Count; from += share)
            ThreadPool.UnsafeQueueUserWorkItem(new Resumption([.. callers.Skip(from).Take(share)]), preferLocal: false);
    }

    private sealed class Resumption(WaitingCaller[] callers) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var caller in callers)
                caller.Resume();
        }
    }
}
