using System.Globalization;
using System.Numerics;
using ConsentHub.Consents;
using ConsentHub.Formats;

namespace ConsentHub.Tests.Contracts;

/// <summary>The same promises written as lists in memory, in the words of the contract. Stores are compared with this model.</summary>
internal sealed class StoreModel
{
    private const ulong Optional = Draft.Preferences | Draft.Analytics | Draft.Marketing;

    private readonly List<(int Site, ConsentRecord Record)> records = [];
    private readonly Dictionary<(int Site, Guid Id), DateTimeOffset> erased = [];
    private readonly Dictionary<int, long> sizes = [];
    private readonly Dictionary<(int Site, string Cell), long[]> counts = [];

    public IReadOnlyList<ConsentRecord> Log(int site) => [.. records.Where(r => r.Site == site).Select(r => r.Record)];

    public long Size(int site) => sizes.GetValueOrDefault(site);

    public ConsentRecord? Current(int site, Visitor visitor) => History(site, visitor)
        .OrderByDescending(r => r.DecidedAt)
        .ThenBy(r => BitOperations.PopCount(r.Content.Granted))
        .ThenBy(r => r.Content.Services.All().Count(s => s.Granted))
        .ThenByDescending(r => r.Content.Id.ToString("D"), StringComparer.Ordinal)
        .FirstOrDefault();

    public IEnumerable<ConsentRecord> History(int site, Visitor visitor) => Log(site).Where(r => r.Content.Visitor == visitor);

    /// <summary>The outcome that the store must return, with the record if it has one.</summary>
    public (string Outcome, ConsentRecord? Record) Append(ConsentDraft draft, DateTimeOffset now)
    {
        var content = draft.Content;
        if (Log(draft.Site).FirstOrDefault(r => r.Content.Id == content.Id) is { } same)
            return same.Content == content ? ("Known", same) : ("Conflict", null);

        if (erased.TryGetValue((draft.Site, content.Id), out var until) && until > now)
            return ("Erased", null);

        var decided = now - draft.Elapsed;
        var previous = History(draft.Site, content.Visitor).FirstOrDefault(r => r.Content.Id == content.Previous);
        if (previous is not null && decided < previous.DecidedAt.AddMilliseconds(1))
            decided = previous.DecidedAt.AddMilliseconds(1);

        var current = Current(draft.Site, content.Visitor);
        if (current is not null && current != previous)
            decided = Ordered(draft, current, decided, now);

        if (current is not null
            && content with { Id = current.Content.Id, Previous = current.Content.Previous } == current.Content
            && draft.IsHonoured && now < current.DecidedAt + draft.Lifetime
            && Math.Abs((decided - current.DecidedAt).TotalMilliseconds) <= 60_000 && current.DecidedAt <= now.AddMinutes(1))
            return ("Known", current);

        var record = new ConsentRecord(Take(draft.Site), now, decided, content, draft.RegionSeen, draft.GpcSeen, draft.ApiKey);
        records.Add((draft.Site, record));
        Count(draft.Site, record);
        return ("Written", record);
    }

    /// <summary>A later choice is placed after the current one, a late one before it.</summary>
    private static DateTimeOffset Ordered(ConsentDraft draft, ConsentRecord current, DateTimeOffset decided, DateTimeOffset now) => draft switch
    {
        _ when current.Content.Previous == draft.Content.Id => new[] { decided, current.DecidedAt.AddMilliseconds(-1) }.Min(),
        _ when decided > current.DecidedAt => decided,
        { Elapsed.Ticks: 0 } => current.DecidedAt.AddMilliseconds(1),
        _ when current.DecidedAt <= now => decided,
        { Elapsed.TotalMinutes: <= 1 } => current.DecidedAt.AddMilliseconds(1),
        { Content.Action: ConsentAction.Import } => decided,
        _ => current.DecidedAt,
    };

    public (int Records, long? Leaf) Erase(int site, Visitor visitor, DateTimeOffset now)
    {
        var gone = History(site, visitor).ToList();
        foreach (var record in gone)
        {
            records.Remove((site, record));
            erased[(site, record.Content.Id)] = now.AddDays(90);
        }

        return gone.Count == 0 ? (0, null) : (gone.Count, Take(site));
    }

    public void Show(ImpressionCount shown, DateTimeOffset now)
    {
        foreach (var cell in new[] { $"Notice {Quarter(now)} {Text(shown.Notice)}", $"Region {Quarter(now)} {shown.Region}", $"Lang {Quarter(now)} {shown.Lang}" })
            Cell(shown.Site, cell)[(int)shown.Outcome]++;
    }

    /// <summary>Every cell with a count, in the format of the promises' own reading.</summary>
    public IReadOnlyList<string> Stats(int site) =>
        [.. counts.Where(c => c.Key.Site == site).Select(c => $"{c.Key.Cell}: {string.Join(' ', c.Value)}").Order(StringComparer.Ordinal)];

    /// <summary>Impressions, dismissed, gpc, decided, granted, denied, withdrawn; an erasure lowers none.</summary>
    private void Count(int site, ConsentRecord record)
    {
        var content = record.Content;
        var withdrawn = content.Action is ConsentAction.Withdraw or ConsentAction.Object;
        var quarter = Quarter(record.RecordedAt);
        foreach (var cell in new[]
                 {
                     $"Notice {quarter} {Text(content.Notice)}", $"Region {quarter} {record.RegionSeen}", $"Lang {quarter} {content.Lang}",
                     $"Source {quarter} {WireNames<ConsentSource>.Of(content.Source)}", $"Action {quarter} {WireNames<ConsentAction>.Of(content.Action)}",
                 })
            Add(cell, (content.Granted & Optional) != 0, withdrawn);

        for (var number = 1; number <= 3; number++)
        {
            var granted = (content.Granted >> number & 1) == 1;
            Add($"Category {quarter} {Text(number)}", granted, withdrawn && !granted);
        }

        void Add(string cell, bool granted, bool took)
        {
            var cells = Cell(site, cell);
            cells[3]++;
            cells[granted ? 4 : 5]++;
            cells[6] += took ? 1 : 0;
        }
    }

    private long[] Cell(int site, string cell) => counts.TryGetValue((site, cell), out var found) ? found : counts[(site, cell)] = new long[7];

    private long Take(int site) => (sizes[site] = sizes.GetValueOrDefault(site) + 1) - 1;

    private static string Quarter(DateTimeOffset time) => (((long)(time - DateTimeOffset.UnixEpoch).TotalHours * 4) + (time.Minute / 15)).ToString(CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
