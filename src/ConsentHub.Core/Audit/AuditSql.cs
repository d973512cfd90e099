using System.Text;
using ConsentHub.Stores;

namespace ConsentHub.Audit;

/// <summary>The SQL with which both stores read the audit trail.</summary>
internal static class AuditSql
{
    public const string Columns = "id AS Id, at AS At, actor AS Actor, key AS Key, action AS Action, site AS Site, detail AS Detail, hash AS Hash, signature AS Signature";

    public const string Head = "SELECT id AS Id, hash AS Hash, signature AS Signature FROM audit_head";

    public const string Insert =
        """
        INSERT INTO audit (id, at, actor, key, action, site, detail, hash, signature)
        VALUES (@Id, @At, @Actor, @Key, @Action, @Site, @Detail, @Hash, @Signature)
        """;

    public static string Select(AuditQuery query)
    {
        var sql = new StringBuilder($"SELECT {Columns} FROM audit WHERE true");
        Add(query.From is not null, "at >= @From");
        Add(query.To is not null, "at < @To");
        Add(query.Key is not null, "key = @Key");
        Add(query.Actor is not null, "actor = @Actor");
        Add(query.Action is not null, "action = @Action");
        Add(query.Site is not null, "site = @Site");
        Add(query.Before is not null, "id < @Before");
        Add(query.After is not null, "id > @After");
        return sql.Append(query.OldestFirst ? " ORDER BY id LIMIT @Limit" : " ORDER BY id DESC LIMIT @Limit").ToString();

        void Add(bool wanted, string condition)
        {
            if (wanted)
                sql.Append(" AND ").Append(condition);
        }
    }

    public static object Parameters(AuditQuery query) => new
    {
        From = query.From?.ToUnixTimeMilliseconds(),
        To = query.To?.ToUnixTimeMilliseconds(),
        query.Key,
        Actor = query.Actor is { } actor ? WireNames<ActorKind>.Of(actor) : null,
        query.Action,
        query.Site,
        query.Before,
        query.After,
        query.Limit,
    };
}

/// <summary>A row of the audit trail.</summary>
internal sealed class AuditRow
{
    public long Id { get; init; }
    public long At { get; init; }
    public string Actor { get; init; } = "";
    public long? Key { get; init; }
    public string Action { get; init; } = "";
    public string? Site { get; init; }
    public string? Detail { get; init; }
    public byte[] Hash { get; init; } = [];
    public byte[] Signature { get; init; } = [];

    public static AuditRow Of(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At.ToUnixTimeMilliseconds(),
        Actor = WireNames<ActorKind>.Of(entry.Actor),
        Key = entry.Key,
        Action = entry.Action,
        Site = entry.Site,
        Detail = entry.Detail,
        Hash = entry.Hash,
        Signature = entry.Signature,
    };

    /// <summary>Null if the hub can't have written the row.</summary>
    public AuditEntry? TryRead() =>
        WireNames<ActorKind>.TryParse(Actor, out var actor) && ExactValues.IsTime(At)
            ? new(Id, DateTimeOffset.FromUnixTimeMilliseconds(At), actor, Key, Action, Site, Detail, Hash, Signature)
            : null;

    public AuditEntry Read() => TryRead() ?? throw new InvalidDataException($"Audit entry {Id} is damaged. Run ConsentHub verify database.");
}
