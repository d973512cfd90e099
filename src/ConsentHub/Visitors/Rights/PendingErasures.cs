using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Visitors.Rights;

/// <summary>Erasures that visitors requested at this instance. A long erasure continues in the background: the visitor gets 202, and repeats the request to get the result.</summary>
internal sealed class PendingErasures(VisitorRights rights)
{
    /// <summary>How long a request waits for the result. This is less than the time-outs of browsers and proxies.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Time after which a visitor should repeat the request.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    /// <summary>How long a result is kept for a visitor who got 202.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock guard = new();
    private readonly Dictionary<(int Site, Visitor Visitor), UnderWay> running = [];

    /// <summary>Starts an erasure, or joins the running one.</summary>
    /// <returns>The result; null if the erasure takes longer, and is certain to finish.</returns>
    public async Task<ErasureResponse?> EraseAsync(Site site, Visitor visitor)
    {
        while (true)
        {
            var (erasure, isOwn) = FindOrBegin(site, visitor);
            await Task.WhenAny(erasure.Certain, erasure.Done);
            await Task.WhenAny(erasure.Done, Task.Delay(Patience, TimeProvider.System));
            if (!erasure.Done.IsCompleted)
            {
                _ = ForgetLaterAsync(site, visitor, erasure);
                return null;
            }

            Forget(site, visitor, erasure);
            // An erasure that failed after it became certain is still finished, by a repeated request or in the background.
            if (erasure.Done.IsFaulted && erasure.Certain.IsCompletedSuccessfully)
                return null;

            var response = await erasure.Done;
            // An erasure that started before this call may have missed a later choice.
            if (isOwn || await rights.FindCurrentAsync(site, visitor, CancellationToken.None) is null)
                return response;
        }
    }

    private (UnderWay Erasure, bool IsOwn) FindOrBegin(Site site, Visitor visitor)
    {
        lock (guard)
        {
            if (running.TryGetValue((site.Number, visitor), out var found))
                return (found, false);

            var certain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var erasure = new UnderWay(certain.Task, Task.Run(() => rights.EraseAsync(site, visitor, ErasureReason.VisitorRequest, certain.SetResult)));
            running.Add((site.Number, visitor), erasure);
            return (erasure, true);
        }
    }

    private async Task ForgetLaterAsync(Site site, Visitor visitor, UnderWay erasure)
    {
        // A failure is ignored here, because a repeated request reports it.
        await ((Task)erasure.Done).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Kept, TimeProvider.System);
        Forget(site, visitor, erasure);
    }

    private void Forget(Site site, Visitor visitor, UnderWay erasure)
    {
        lock (guard)
        {
            if (running.GetValueOrDefault((site.Number, visitor)) == erasure)
                running.Remove((site.Number, visitor));
        }
    }

    /// <param name="Certain">Completes once the erasure is certain, if it takes more than one slice.</param>
    private sealed record UnderWay(Task Certain, Task<ErasureResponse> Done);
}
