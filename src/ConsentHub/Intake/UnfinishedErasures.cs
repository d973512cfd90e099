using ConsentHub.Consents;
using ConsentHub.Duties;
using ConsentHub.Requests;
using ConsentHub.Sites;

namespace ConsentHub.Intake;

/// <summary>Erases what an open request asked for, if the hub ended or failed right after the identity was proven. Runs at the start and every ten minutes.</summary>
internal sealed partial class UnfinishedErasures(
    DutySites sites, IRequestStore requests, IConsentStore consents, ProvenRequests proven, ILogger<UnfinishedErasures> log) : BackgroundService
{
    private const int Page = 200;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var site in await sites.AllAsync(ct))
        {
            var query = new RequestQuery(site.Number, RequestState.Open, After: null, Page);
            IReadOnlyList<PrivacyRequest> open;
            do
            {
                open = await requests.ListAsync(query, ct);
                foreach (var request in open)
                {
                    if (await IsUnfinishedAsync(site, request, ct))
                        await proven.DoAsync(site, request);
                }

                if (open is [.., { Due: { } due } last])
                    query = query with { After = (due, last.Id) };
            }
            while (open.Count == Page);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.Failed(log, e.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A choice that the visitor made after the request stays: nobody asked to erase it.</summary>
    private async Task<bool> IsUnfinishedAsync(Site site, PrivacyRequest request, CancellationToken ct) =>
        ProvenRequests.Erases(request, out var visitor)
        && await consents.FindCurrentAsync(site.Number, visitor, ct) is { } current && current.RecordedAt <= request.VerifiedAt;

    private static partial class Log
    {
        [LoggerMessage(116, LogLevel.Error, "Open privacy requests could not be checked for unfinished erasures: {Reason}. The hub retries in ten minutes.")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
