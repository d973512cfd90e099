namespace ConsentHub.Keys;

/// <summary>A hub key as stored in its row: a link of the chain that <see cref="KeyChain"/> checks.</summary>
/// <param name="Number">1, 2, 3 without gaps.</param>
/// <param name="Purpose"><see cref="Ledger"/> or <see cref="Journal"/>.</param>
/// <param name="Public">SubjectPublicKeyInfo; null for a symmetric key.</param>
/// <param name="CreatedAt">Milliseconds since 1970.</param>
/// <param name="Previous">Hash of the previous key; 32 zero bytes for the first.</param>
/// <param name="Signature">Signature over the key's hash by the newest earlier signing key; the first key signs itself.</param>
/// <param name="Wrapped">The secret, encrypted with the master key and bound to the preceding fields.</param>
internal sealed record HubKey(long Number, string Purpose, byte[]? Public, long CreatedAt, byte[] Previous, byte[] Signature, byte[] Wrapped)
{
    public const string Ledger = "ledger", Journal = "journal";

    /// <summary>Whether another row is equal byte by byte.</summary>
    public bool Is(HubKey other) =>
        (Number, Purpose, CreatedAt, Public is null) == (other.Number, other.Purpose, other.CreatedAt, other.Public is null)
        && Public.AsSpan().SequenceEqual(other.Public) && Previous.AsSpan().SequenceEqual(other.Previous)
        && Signature.AsSpan().SequenceEqual(other.Signature) && Wrapped.AsSpan().SequenceEqual(other.Wrapped);

    /// <summary>Every key, in the order of the chain.</summary>
    public const string Select =
        """
        SELECT number AS Number, purpose AS Purpose, public AS Public, created_at AS CreatedAt, previous AS Previous, signature AS Signature, wrapped AS Wrapped
        FROM hub_key ORDER BY number
        """;

    public const string Insert =
        """
        INSERT INTO hub_key (number, purpose, public, created_at, previous, signature, wrapped)
        VALUES (@Number, @Purpose, @Public, @CreatedAt, @Previous, @Signature, @Wrapped)
        """;

    public const string Rewrap = "UPDATE hub_key SET wrapped = @wrapped WHERE number = @number";

    /// <summary>Whether the database holds anything that the hub's keys sealed, or that can't be used without them.</summary>
    public const string InUse =
        """
        SELECT EXISTS (SELECT 1 FROM site) OR EXISTS (SELECT 1 FROM audit) OR EXISTS (SELECT 1 FROM audit_head) OR EXISTS (SELECT 1 FROM consent)
            OR EXISTS (SELECT 1 FROM removal) OR EXISTS (SELECT 1 FROM duty_statement) OR EXISTS (SELECT 1 FROM ledger_tile) OR EXISTS (SELECT 1 FROM ledger_tail) OR EXISTS (SELECT 1 FROM ledger_origin)
            OR EXISTS (SELECT 1 FROM checkpoint) OR EXISTS (SELECT 1 FROM erasure) OR EXISTS (SELECT 1 FROM api_key)
        """;
}
