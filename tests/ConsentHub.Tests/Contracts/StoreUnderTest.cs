using ConsentHub.ApiKeys;
using ConsentHub.Audit;
using ConsentHub.ConsentLog;
using ConsentHub.Consents;
using ConsentHub.Deliveries;
using ConsentHub.Duties;
using ConsentHub.Erasures;
using ConsentHub.Keys;
using ConsentHub.Promises;
using ConsentHub.Requests;
using ConsentHub.SiteLedger;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Contracts;

/// <summary>A new store with its clock, and what the promises can't see through its interfaces.</summary>
internal abstract class StoreUnderTest(TestClock clock) : IAsyncDisposable
{
    public TestClock Clock => clock;

    public abstract IConsentStore Consents { get; }

    public abstract IRetentionStore Retention { get; }

    public abstract IHoldStore Holds { get; }

    public abstract IDutyStore Duties { get; }

    public abstract IWebhookStore Webhooks { get; }

    public abstract IRequestStore Requests { get; }

    public abstract IConsentLog Log { get; }

    public abstract ISiteStore Sites { get; }

    public abstract IApiKeyStore Keys { get; }

    public abstract IAuditStore Audit { get; }

    /// <summary>The audit trail, sealed with the hub's own key.</summary>
    public abstract AuditTrail Trail { get; }

    public abstract ILogSnapshot Snapshot();

    public abstract ILedgerStore Ledger { get; }

    public abstract IHubKeyStore HubKeys { get; }

    /// <summary>The removal entries of a site as they are stored.</summary>
    public abstract Task<IReadOnlyList<RemovalEntry>> RemovalsAsync(int site);

    /// <summary>Erases the first slice of a visitor, like a process that dies right after it.</summary>
    public abstract Task<ErasureSlice> BeginErasureAsync(int site, Visitor visitor);

    /// <summary>Writes directly into the database that records of a visitor below a position are left to erase.</summary>
    public abstract Task ForgePendingErasureAsync(int site, Visitor visitor, long below);

    /// <summary>Writes directly into the database that a record is due, and, if given, when another took its place.</summary>
    public abstract Task ForgeDueDateAsync(int site, long leaf, long? replacedAt);

    /// <summary>The columns of <c>consent</c>, from the database's own catalogue.</summary>
    public abstract Task<IReadOnlyList<string>> RecordColumnsAsync();

    /// <summary>How many ids of erased records are in the store.</summary>
    public abstract Task<long> CountErasedIdsAsync();

    /// <summary>The tables that have a visitor's pseudonym in any column, as bytes or as text, by name.</summary>
    public abstract Task<IReadOnlyList<string>> TablesNamingAsync(Visitor visitor);

    /// <summary>Changes counts directly in the database: cells too high, missing cells, a cell that never existed.</summary>
    /// <remarks>Only the counts know what was removed, so cells that hold removed records stay.</remarks>
    public abstract Task SpoilRollupsAsync(int site);

    /// <summary>Removes the last hour from the index of hours, and narrows the others to their last record.</summary>
    public abstract Task SpoilHoursAsync(int site);

    public abstract ValueTask DisposeAsync();

    /// <summary>Publishes a site file, as the product does, and returns the number of its site.</summary>
    public async Task<int> PublishAsync(SiteFile file)
    {
        var outcome = await new SitePublisher(Sites, Trail, Clock).PublishAsync(file, file.ManagedBy, new PublishOptions(), Actor.CommandLine, CancellationToken.None);
        Assert.IsType<PublishOutcome.Published>(outcome);
        return (await Sites.FindAsync(file.Key, CancellationToken.None))!.Number;
    }

    public async Task<bool> PublishAsync(SiteChange change) =>
        await Sites.PublishAsync(change, new PublicationEntry(Actor.CommandLine, $"version {change.Notice?.Notice.Version}", await Trail.SealerAsync()));
}

/// <param name="Leaves">The positions that the removal names, as stored.</param>
internal sealed record RemovalEntry(long Leaf, DateTimeOffset At, ErasureReason Reason, IReadOnlyList<long> Leaves);
