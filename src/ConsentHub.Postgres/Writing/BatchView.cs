using System.Buffers;
using ConsentHub.Consents;
using ConsentHub.SiteLedger;

namespace ConsentHub.Postgres.Writing;

/// <summary>A batch's view of the database: the rows it found and the rows it will add, so that choices of one batch see each other.</summary>
internal sealed class BatchView
{
    private readonly Dictionary<(int Site, Guid Id), SealedRecord> byId = [];
    private readonly Dictionary<(int Site, Guid Id), long> erased = [];
    private readonly Dictionary<(int Site, Visitor Visitor), List<SealedRecord>> latest = [];
    private readonly Dictionary<(int Site, Visitor Visitor), DayCount> counted = [];
    private readonly HashSet<(int Site, Visitor Visitor)> beingErased = [];

    /// <summary>The sites of the batch, locked until the batch ends.</summary>
    public SortedDictionary<int, SiteHead> Heads { get; } = [];

    public void Found(int site, SealedRecord record) => byId[(site, record.Record.Content.Id)] = record;

    public void Erased(int site, Guid id, long until) => erased[(site, id)] = until;

    public void BeingErased(int site, Visitor visitor) => beingErased.Add((site, visitor));

    public bool IsBeingErased(int site, Visitor visitor) => beingErased.Contains((site, visitor));

    /// <summary>Adds one of the visitor's records with the latest decision time.</summary>
    public void AddLatest(int site, LatestRecord latest)
    {
        var key = (site, latest.Sealed.Record.Content.Visitor);
        counted[key] = DayCount.Max(counted.GetValueOrDefault(key), latest.Counted);
        AddLatest(key, latest.Sealed);
    }

    /// <summary>Adds a record that this batch will store.</summary>
    public void Remember(int site, SealedRecord record, DayCount count)
    {
        Found(site, record);
        AddLatest(site, new LatestRecord(record, count));
    }

    /// <summary>The visitor's day count, this batch included.</summary>
    public DayCount Counted(int site, Visitor visitor) => counted.GetValueOrDefault((site, visitor));

    public SealedRecord? Find(int site, Guid id) => byId.GetValueOrDefault((site, id));

    public bool IsErased(int site, Guid id, DateTimeOffset now) => erased.TryGetValue((site, id), out var until) && until > now.ToUnixTimeMilliseconds();

    /// <summary>All of the visitor's records with the latest decision time.</summary>
    public IReadOnlyList<SealedRecord> Latest(int site, Visitor visitor) => latest.TryGetValue((site, visitor), out var records) ? records : [];

    private void AddLatest((int Site, Visitor Visitor) key, SealedRecord record)
    {
        if (!latest.TryGetValue(key, out var records))
            latest.Add(key, [record]);
        else if (record.Record.DecidedAt > records[0].Record.DecidedAt)
            latest[key] = [record];
        else if (record.Record.DecidedAt == records[0].Record.DecidedAt)
            records.Add(record);
    }
}

/// <summary>The end of a site's log, under lock.</summary>
internal sealed class SiteHead(int number, string key, long nextLeaf)
{
    private readonly Dictionary<int, ArrayBufferWriter<byte>> tails = [];

    public int Number => number;

    public string Key => key;

    /// <summary>The entries that this transaction adds to the log.</summary>
    public LogAddition Log { get; } = new(nextLeaf);

    /// <summary>Adds a row of the stored tail, in order.</summary>
    public void AddTail(int level, byte[] hashes)
    {
        if (!tails.TryGetValue(level, out var tail))
            tails.Add(level, tail = new ArrayBufferWriter<byte>());

        tail.Write(hashes);
    }

    /// <summary>The hashes of a level that are not in a full tile yet.</summary>
    public byte[] Tail(int level) => tails.TryGetValue(level, out var tail) ? tail.WrittenSpan.ToArray() : [];
}
