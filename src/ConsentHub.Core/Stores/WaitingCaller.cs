namespace ConsentHub.Stores;

/// <summary>A caller who waits until a batch is durable.</summary>
internal abstract class WaitingCaller
{
    /// <summary>What to tell the caller instead of the result.</summary>
    public void Fail(Exception error) => Fault = error;

    protected Exception? Fault { get; private set; }

    /// <summary>Goes on with the caller, on this thread.</summary>
    protected abstract void Answer();

    /// <summary>Goes on with the callers of a batch, a share of them on each processor: waking a thread for each costs more than many of the answers.</summary>
    public static void CompleteAll(IReadOnlyList<WaitingCaller> callers)
    {
        var share = (callers.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount;
        for (var from = 0; from < callers.Count; from += share)
            ThreadPool.UnsafeQueueUserWorkItem(new Answers([.. callers.Skip(from).Take(share)]), preferLocal: false);
    }

    private sealed class Answers(WaitingCaller[] callers) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var caller in callers)
                caller.Answer();
        }
    }
}
