using System.Buffers;
using ConsentHub.Consents;
using ConsentHub.SiteLedger;

namespace ConsentHub.Postgres.Writing;

/// <summary>What a batch knows of the database: what it found there, and what it is about to add, so that choices of one batch see each other.</summary>
internal sealed class BatchView
{
    private readonly Dictionary<(int Site, Guid Id), SealedRecord> byId = [];
    private readonly Dictionary<(int Site, Guid Id), long> erased = [];
    private readonly Dictionary<(int Site, Visitor Visitor), List<SealedRecord>> latest = [];
    private readonly Dictionary<(int Site, Visitor Visitor), DayCount> counted = [];
    private readonly HashSet<(int Site, Visitor Visitor)> beingErased = [];

    /// <summary>The sites of the batch, locked until its end.</summary>
    public SortedDictionary<int, SiteHead> Heads { get; } = [];

    public void Found(int site, SealedRecord record) => byId[(site, record.Record.Content.Id)] = record;

    public void Erased(int site, Guid id, long until) => erased[(site, id)] = until;

    public void BeingErased(int site, Visitor visitor) => beingErased.Add((site, visitor));

    public bool IsBeingErased(int site, Visitor visitor) => beingErased.Contains((site, visitor));

    /// <summary>One of the records of the visitor's latest decision time.</summary>
    public void Stands(int site, LatestRecord latest)
    {
        var key = (site, latest.Sealed.Record.Content.Visitor);
        counted[key] = DayCount.Max(counted.GetValueOrDefault(key), latest.Counted);
        Stands(key, latest.Sealed);
    }

    /// <summary>Takes a record that this batch adds.</summary>
    public void Remember(int site, SealedRecord record, DayCount count)
    {
        Found(site, record);
        Stands(site, new LatestRecord(record, count));
    }

    /// <summary>What is stored of the visitor, this batch included.</summary>
    public DayCount Counted(int site, Visitor visitor) => counted.GetValueOrDefault((site, visitor));

    public SealedRecord? Find(int site, Guid id) => byId.GetValueOrDefault((site, id));

    public bool IsErased(int site, Guid id, DateTimeOffset now) => erased.TryGetValue((site, id), out var until) && until > now.ToUnixTimeMilliseconds();

    /// <summary>All records of the visitor's latest decision time.</summary>
    public IReadOnlyList<SealedRecord> Latest(int site, Visitor visitor) => latest.TryGetValue((site, visitor), out var standing) ? standing : [];

    private void Stands((int Site, Visitor Visitor) key, SealedRecord record)
    {
        if (!latest.TryGetValue(key, out var standing))
            latest.Add(key, [record]);
        else if (record.Record.DecidedAt > standing[0].Record.DecidedAt)
            latest[key] = [record];
        else if (record.Record.DecidedAt == standing[0].Record.DecidedAt)
            standing.Add(record);
    }
}

/// <summary>The end of a site's log, under lock.</summary>
internal sealed class SiteHead(int number, string key, long nextLeaf)
{
    private readonly Dictionary<int, ArrayBufferWriter<byte>> tails = [];

    public int Number => number;

    public string Key => key;

    /// <summary>What is added to the log in this transaction.</summary>
    public LogAddition Log { get; } = new(nextLeaf);

    /// <summary>Takes a row of the stored tail, in its order.</summary>
    public void AddTail(int level, byte[] hashes)
    {
        if (!tails.TryGetValue(level, out var tail))
            tails.Add(level, tail = new ArrayBufferWriter<byte>());

        tail.Write(hashes);
    }

    /// <summary>The hashes of a level that no full tile holds.</summary>
    public byte[] Tail(int level) => tails.TryGetValue(level, out var tail) ? tail.WrittenSpan.ToArray() : [];
}
