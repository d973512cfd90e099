using ConsentHub.Consents;
using ConsentHub.Sites;
using ConsentHub.Visitors.Responses;

namespace ConsentHub.Visitors.Rights;

/// <summary>Erasures that visitors asked for at this instance. One that takes long goes on by itself; the visitor is told so, and gets its end by asking again.</summary>
internal sealed class PendingErasures(VisitorRights rights)
{
    /// <summary>How long somebody waits for an answer: less than browsers and proxies do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>When to ask again.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(2);

    /// <summary>How long the end of an erasure is kept for somebody who was told to ask again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly Lock guard = new();
    private readonly Dictionary<(int Site, Visitor Visitor), UnderWay> running = [];

    /// <summary>Begins an erasure, or waits for the one that goes on.</summary>
    /// <returns>Its end; null where it is certain to be finished and takes longer.</returns>
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
            // What this one could not finish is finished all the same, by who asks again or by itself.
            if (erasure.Done.IsFaulted && erasure.Certain.IsCompletedSuccessfully)
                return null;

            var answer = await erasure.Done;
            // One that was begun before this call may have missed a choice that was made after it.
            if (isOwn || await rights.StandingAsync(site, visitor, CancellationToken.None) is null)
                return answer;
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
        // A caller who asks again is told what failed.
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

    /// <param name="Certain">Completes where the erasure is certain and takes more than one slice.</param>
    private sealed record UnderWay(Task Certain, Task<ErasureResponse> Done);
}
