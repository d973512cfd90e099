using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Ledger;

namespace ConsentHub.Keys;

/// <summary>The keys of this hub: created at the first start, and shared by every process on one store.</summary>
internal sealed class HubKeys(IHubKeyStore store, MasterKey master, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile OpenKeys? open;

    /// <summary>Creates the keys of a new database. For any other database, checks that every key is one that the hub made and that the master key decrypts it.</summary>
    /// <exception cref="StartupException">
    /// The master key does not match, or is required and absent; a key was changed, added or removed; or all keys are missing while the
    /// database holds data that they sealed.
    /// </exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        master.RequireForSharedDatabase();
        if ((await store.ListAsync(ct)).Count == 0)
            await store.AddAsync(MakeFirst);

        foreach (var (number, wrapped) in (await LoadAsync(ct)).Stale)
            await store.RewrapAsync(number, wrapped);
    }

    /// <summary>The keyed hash that names a visitor in the erasure journal; without the hub's key nobody can test a guess.</summary>
    public byte[] HashForJournal(string site, ReadOnlySpan<byte> visitor) =>
        HMACSHA256.HashData(Prepared().Journal, (byte[])[.. Encoding.ASCII.GetBytes(site), 0, .. visitor]);

    /// <summary>A secret for one UTC day, the same for every process on one store. The hub's key can't be derived from it.</summary>
    public byte[] KeyOfDay(DateOnly day) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Prepared().Journal, 32, info: Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"consenthub/day/v1/{day:yyyy-MM-dd}")));

    /// <summary>The secret of a webhook, the same for every process on one store. A copy of the database does not give it, and a changed site or system gives another one.</summary>
    public byte[] SecretOfWebhook(int site, string system, byte[] salt) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Prepared().Journal, 32, salt, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"consenthub/webhook/v1\0{site}\0{system}")));

    /// <summary>A secret that the hub shares with a site, the same for every process on one store. Each purpose gives another one.</summary>
    public byte[] SecretOfSite(string site, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Prepared().Journal, 32, info: Encoding.ASCII.GetBytes($"consenthub/site/v1\0{site}\0{purpose}"));

    /// <summary>A secret for the codes and secrets of privacy requests, the same for every process on one store.</summary>
    public byte[] SecretOfRequests() => HKDF.DeriveKey(HashAlgorithmName.SHA256, Prepared().Journal, 32, info: "consenthub/request/v1"u8.ToArray());

    /// <summary>Signs with the newest key, even if another process added it a moment ago.</summary>
    public async Task<SignedNote> SignAsync(Checkpoint checkpoint, CancellationToken ct) =>
        SignedNote.Sign(checkpoint.Text, checkpoint.Origin, (await LoadAsync(ct)).Newest);

    /// <summary>Signs a text in the name of a log. The text must not parse as a checkpoint.</summary>
    public async Task<SignedNote> SignAsync(string text, string origin, CancellationToken ct) =>
        Checkpoint.TryParse(text, out _)
            ? throw new ArgumentException("The text is a checkpoint.", nameof(text)) : SignedNote.Sign(text, origin, (await LoadAsync(ct)).Newest);

    /// <summary>Signs bytes with the newest ledger key (ECDSA P-256, SHA-256), for data that is not a signed note: entries of the audit trail.</summary>
    public async Task<Func<byte[], byte[]>> SignerAsync(CancellationToken ct)
    {
        // A command may be the first process to use a database.
        if (open is null)
            await PrepareAsync(ct);

        return Sign((await LoadAsync(ct)).Newest);
    }

    /// <summary>Like <see cref="SignerAsync"/>, with the number of the key.</summary>
    public async Task<(long Number, Func<byte[], byte[]> Sign)> NumberedSignerAsync(CancellationToken ct)
    {
        var keys = await LoadAsync(ct);
        return (keys.Rows.Last(row => row.Purpose == HubKey.Ledger).Number, Sign(keys.Newest));
    }

    /// <summary>Every key that ever signed, the newest first, as SubjectPublicKeyInfo.</summary>
    public async Task<IReadOnlyList<(long Number, byte[] Spki)>> PublicKeysAsync(CancellationToken ct) =>
        [.. (await LoadAsync(ct)).Rows.Where(row => row.Public is not null).Reverse().Select(row => (row.Number, row.Public!))];

    /// <summary>Whether any of the hub's keys signed bytes.</summary>
    public async Task<bool> IsSignedAsync(byte[] bytes, byte[] signature, CancellationToken ct) =>
        (await LoadAsync(ct)).Rows.Any(row => row.Public is { } spki && KeyChain.Verifies(spki, bytes, signature));

    /// <summary>Every key that ever signed, under each name that a log has had: the newest key of the current name first.</summary>
    public async Task<IReadOnlyList<string>> VerifierKeysAsync(IReadOnlyList<string> origins, CancellationToken ct)
    {
        var keys = (await LoadAsync(ct)).Rows.Where(row => row.Public is not null).Reverse().ToList();
        return [.. origins.Reverse().SelectMany(origin => keys.Select(key => VerifierKeyOf(origin, key.Public!)))];
    }

    /// <summary>Adds a signing key that is used from now on. Earlier keys stay published, so their signatures still verify.</summary>
    /// <returns>The number of the new key.</returns>
    public async Task<long> RotateAsync(CancellationToken ct)
    {
        await store.AddAsync((known, _) =>
        {
            using var opened = OpenKeys.Of(known, master);
            using var added = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return [NextSigning(known, added, opened.Newest)];
        });
        return (await LoadAsync(ct)).Rows[^1].Number;
    }

    public void Dispose()
    {
        loading.Dispose();
        open?.Newest.Dispose();
    }

    /// <summary>The store calls this while no other process can add a key.</summary>
    private IReadOnlyList<HubKey> MakeFirst(IReadOnlyList<HubKey> known, bool inUse)
    {
        if (known.Count > 0)
            return [];
        if (inUse)
            throw new StartupException(
                "The hub's keys are missing from the database (table hub_key is empty), which holds data that they sealed. New keys could not verify it, so the hub makes none. Restore a backup of the database.");

        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var first = NextSigning([], signing, signing);
        var secret = RandomNumberGenerator.GetBytes(32);
        return [first, KeyChain.Next([first], HubKey.Journal, null, time.GetUtcNow(), Sign(signing), hash => master.Wrap(hash, secret))];
    }

    private HubKey NextSigning(IReadOnlyList<HubKey> known, ECDsa added, ECDsa signer) => KeyChain.Next(
        known, HubKey.Ledger, added.ExportSubjectPublicKeyInfo(), time.GetUtcNow(), Sign(signer), hash => master.Wrap(hash, added.ExportPkcs8PrivateKey()));

    private static Func<byte[], byte[]> Sign(ECDsa key) => bytes => key.SignData(bytes, HashAlgorithmName.SHA256);

    private OpenKeys Prepared() => open ?? throw new InvalidOperationException("The keys are not prepared.");

    /// <summary>The keys as currently stored: another process may have added one a moment ago.</summary>
    private async Task<OpenKeys> LoadAsync(CancellationToken ct)
    {
        var rows = await store.ListAsync(ct);
        if (open is { } known && known.IsOf(rows))
            return known;

        await loading.WaitAsync(ct);
        try
        {
            return open is { } loaded && loaded.IsOf(rows) ? loaded : open = OpenKeys.Of(rows, master);
        }
        finally
        {
            loading.Release();
        }
    }

    private static string VerifierKeyOf(string origin, byte[] spki)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        return VerifierKey.Of(origin, key).ToString();
    }
}
