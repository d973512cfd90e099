namespace ConsentHub.ApiKeys;

/// <summary>A row of <c>api_key</c>, and the SQL that both stores share.</summary>
internal class ApiKeyRow
{
    public const string Columns =
        "id AS Id, name AS Name, role AS Role, sites AS Sites, system AS System, created_at AS CreatedAt, expires_at AS ExpiresAt, revoked_at AS RevokedAt";

    /// <summary>Every key, with the time of its last audit entry other than a refused attempt.</summary>
    public const string List =
        $"""
        SELECT {Columns}, (SELECT a.at FROM audit a WHERE a.key = api_key.id AND a.action <> 'access.refused' ORDER BY a.id DESC LIMIT 1) AS LastUsedAt
        FROM api_key ORDER BY id
        """;

    public const string Find = $"SELECT {Columns} FROM api_key WHERE hash = @hash";

    public const string Insert =
        """
        INSERT INTO api_key (hash, name, role, sites, system, configured, created_at, expires_at) VALUES (@hash, @name, @role, @sites, @system, @configured, @now, @expires)
        ON CONFLICT (hash) DO NOTHING
        """;

    /// <summary>Keys that earlier values of the setting made.</summary>
    public const string Replaced = "SELECT id FROM api_key WHERE configured = 1 AND revoked_at IS NULL AND hash <> @hash ORDER BY id";

    public const string Revoke = "UPDATE api_key SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL";

    public const string Exists = "SELECT EXISTS (SELECT 1 FROM api_key WHERE id = @id)";

    public long Id { get; init; }
    public string Name { get; init; } = "";
    public string Role { get; init; } = "";
    public string? Sites { get; init; }
    public string? System { get; init; }
    public long CreatedAt { get; init; }
    public long? ExpiresAt { get; init; }
    public long? RevokedAt { get; init; }
    public long? LastUsedAt { get; init; }

    public static object Parameters(NewApiKey key, bool configured, DateTimeOffset now) => new
    {
        hash = key.Hash,
        name = key.Name,
        role = WireNames<Role>.Of(key.Role),
        sites = key.Sites is null ? null : TextList.Write(key.Sites),
        system = key.System,
        configured = configured ? 1 : 0,
        now = now.ToUnixTimeMilliseconds(),
        expires = key.ExpiresAt?.ToUnixTimeMilliseconds(),
    };

    public ApiKey ToKey()
    {
        if (!WireNames<Role>.TryParse(Role, out var role))
            throw new InvalidDataException($"API key {Id} has the unknown role '{Role}'.");

        return new ApiKey(
            Id, Name, role, Sites is null ? null : TextList.Read(Sites), DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), Time(ExpiresAt), Time(RevokedAt), Time(LastUsedAt), System);
    }

    private static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}

/// <summary>The row with the columns that only verification reads.</summary>
internal sealed class HashedKeyRow : ApiKeyRow
{
    public byte[] Hash { get; init; } = [];
    public long Configured { get; init; }
}
