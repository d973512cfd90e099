using System.Data.Common;

namespace ConsentHub.SiteLedger;

/// <summary>A row of the table <c>checkpoint</c>.</summary>
internal sealed class CheckpointRow
{
    public const string Columns = "site, number, origin, size, signed_at, note";

    public const string Insert = $"INSERT INTO checkpoint ({Columns}) VALUES (@Site, @Number, @Origin, @Size, @SignedAt, @Note)";

    /// <summary>The stored note for a size.</summary>
    public const string Kept = "SELECT note FROM checkpoint WHERE origin = @Origin AND size = @Size";

    public long Site { get; init; }
    public long Number { get; init; }
    public string Origin { get; init; } = "";
    public long Size { get; init; }
    public long SignedAt { get; init; }
    public string Note { get; init; } = "";

    /// <summary>Reads a row of <see cref="Columns"/>.</summary>
    public static CheckpointRow Read(DbDataReader row) => new()
    {
        Site = row.GetInt64(0),
        Number = row.GetInt64(1),
        Origin = row.GetString(2),
        Size = row.GetInt64(3),
        SignedAt = row.GetInt64(4),
        Note = row.GetString(5),
    };
}

/// <summary>The signed end of the chain of checkpoints of a site's log.</summary>
internal sealed class CheckpointHead
{
    public const string Select = "SELECT site AS Site, number AS Number, hash AS Hash, signature AS Signature FROM checkpoint_head WHERE site = @site";

    public const string Insert =
        "INSERT INTO checkpoint_head (site, number, hash, signature) VALUES (@Site, @Number, @Hash, @Signature) ON CONFLICT (site) DO NOTHING";

    public const string Update = "UPDATE checkpoint_head SET number = @Number, hash = @Hash, signature = @Signature WHERE site = @Site";

    public long Site { get; init; }

    /// <summary>Number of checkpoints.</summary>
    public long Number { get; init; }

    /// <summary>Hash of the last checkpoint.</summary>
    public byte[] Hash { get; init; } = [];

    public byte[] Signature { get; init; } = [];

    public CheckpointHead With(byte[] signature) => new() { Site = Site, Number = Number, Hash = Hash, Signature = signature };

    /// <summary>The error when the end of the chain is missing: no checkpoint can be appended, because the new end would hide the loss.</summary>
    public static InvalidDataException Missing(int site) => new($"The signed end of the checkpoints of site number {site} is missing. Run ConsentHub verify database.");
}
