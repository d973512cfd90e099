using System.Runtime.CompilerServices;

namespace ConsentHub.Consents;

/// <summary>Reads all records of a visitor in constant memory, regardless of their number.</summary>
internal static class VisitorRecords
{
    private const int AtOnce = 256;

    /// <summary>Every record, latest decision first. Between two pages no resource of the store is held, so a slow reader blocks nobody.</summary>
    /// <exception cref="VisitorErasedException">The visitor was erased during the reading. The records returned so far are incomplete, and the store no longer has them.</exception>
    public static async IAsyncEnumerable<ConsentRecord> AllOfAsync(this IConsentStore store, int site, Visitor visitor, [EnumeratorCancellation] CancellationToken ct)
    {
        HistoryPlace? last = null;
        while (true)
        {
            // Each page begins with the last record of the previous page. If the store still returns that record, the visitor was not erased in between.
            var page = await store.HistoryAsync(site, visitor, last, AtOnce, ct);
            if (last is { } known && (page.Count == 0 || HistoryPlace.Of(page[0]) != known))
                throw new VisitorErasedException();

            foreach (var record in page.Skip(last is null ? 0 : 1))
                yield return record;

            if (page.Count < AtOnce)
                yield break;

            last = HistoryPlace.Of(page[^1]);
        }
    }
}

/// <summary>A visitor was erased while their records were read.</summary>
internal sealed class VisitorErasedException() : Exception("The visitor was erased while their records were read.");
