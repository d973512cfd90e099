using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ConsentHub.Consents;
using ConsentHub.Ledger;
using ConsentHub.Storage;

namespace ConsentHub.Proof;

/// <summary>The keys of this hub: made at the first start, the same for every process on one store.</summary>
internal sealed class HubKeys(ILedgerStore store, MasterKey master) : IDisposable
{
    private const string LedgerPurpose = "ledger", JournalPurpose = "journal";

    private readonly SemaphoreSlim loading = new(1, 1);
    private volatile SigningKeys? signing;
    private byte[]? journal;

    /// <summary>Makes the keys that are not there yet, and checks that the master key opens those that are.</summary>
    /// <exception cref="StartupException">The master key is another one, or is required and absent.</exception>
    public async Task PrepareAsync(CancellationToken ct)
    {
        master.RequireForSharedDatabase();
        if ((await store.KeysAsync(LedgerPurpose, ct)).Count == 0)
            await store.AddKeyAsync(NewSigningKey(), onlyFirst: true);
        if ((await store.KeysAsync(JournalPurpose, ct)).Count == 0)
            await store.AddKeyAsync(new NewHubKey(JournalPurpose, null, master.Wrap(JournalPurpose, RandomNumberGenerator.GetBytes(32))), onlyFirst: true);

        journal = await OpenAsync(JournalPurpose, (await store.KeysAsync(JournalPurpose, ct))[0]);
        await LoadAsync(ct);
    }

    /// <summary>The name under which the erasure journal knows a visitor: without the hub's key nobody can test a guess.</summary>
    public byte[] HashForJournal(string site, Visitor visitor) => HMACSHA256.HashData(
        journal ?? throw new InvalidOperationException("The keys are not prepared."), (byte[])[.. Encoding.ASCII.GetBytes(site), 0, .. visitor.ToByteArray()]);

    /// <summary>A secret for one UTC day, the same for every process on one store. It leaves no trace of the hub's key.</summary>
    public byte[] KeyOfDay(DateOnly day) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, journal ?? throw new InvalidOperationException("The keys are not prepared."), 32,
        info: Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"consenthub/day/v1/{day:yyyy-MM-dd}")));

    /// <summary>Signs with the newest key, also where another process has added it a moment ago.</summary>
    public async Task<SignedNote> SignAsync(Checkpoint checkpoint, CancellationToken ct) =>
        SignedNote.Sign(checkpoint.Text, checkpoint.Origin, (await LoadAsync(ct)).Newest);

    /// <summary>Signs another text than a checkpoint, in the name of a log. No checkpoint may be read out of it.</summary>
    public async Task<SignedNote> SignAsync(string text, string origin, CancellationToken ct) =>
        Checkpoint.TryParse(text, out _)
            ? throw new ArgumentException("The text is a checkpoint.", nameof(text)) : SignedNote.Sign(text, origin, (await LoadAsync(ct)).Newest);

    /// <summary>Signs bytes with the newest ledger key (ECDSA P-256, SHA-256), for what is no note: entries of the audit trail.</summary>
    public async Task<Func<byte[], byte[]>> SignerAsync(CancellationToken ct)
    {
        // A command may be the first to use a database.
        if (journal is null)
            await PrepareAsync(ct);

        var key = (await LoadAsync(ct)).Newest;
        return bytes => key.SignData(bytes, HashAlgorithmName.SHA256);
    }

    /// <summary>Every key that ever signed, under the names that a log has had: the newest key of its present name first.</summary>
    public async Task<IReadOnlyList<string>> VerifierKeysAsync(IReadOnlyList<string> origins, CancellationToken ct)
    {
        var keys = await store.KeysAsync(LedgerPurpose, ct);
        return [.. origins.Reverse().SelectMany(origin => keys.Select(key => VerifierKeyOf(origin, key.Public!)))];
    }

    /// <summary>Adds a signing key that is used from now on. The earlier ones stay published, so what they signed still verifies.</summary>
    public async Task RotateAsync(CancellationToken ct)
    {
        await store.AddKeyAsync(NewSigningKey(), onlyFirst: false);
        await LoadAsync(ct);
    }

    public void Dispose()
    {
        loading.Dispose();
        signing?.Newest.Dispose();
    }

    private NewHubKey NewSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new NewHubKey(LedgerPurpose, key.ExportSubjectPublicKeyInfo(), master.Wrap(LedgerPurpose, key.ExportPkcs8PrivateKey()));
    }

    private async Task<SigningKeys> LoadAsync(CancellationToken ct)
    {
        await loading.WaitAsync(ct);
        try
        {
            var newest = (await store.KeysAsync(LedgerPurpose, ct))[0];
            if (signing is { } known && known.Number == newest.Number)
                return known;

            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(await OpenAsync(LedgerPurpose, newest), out _);
            return signing = new SigningKeys(newest.Number, key);
        }
        finally
        {
            loading.Release();
        }
    }

    private async Task<byte[]> OpenAsync(string purpose, HubKey key)
    {
        var secret = master.Unwrap(purpose, key.Wrapped, out var stale);
        if (stale)
            await store.RewrapKeyAsync(key.Number, master.Wrap(purpose, secret));

        return secret;
    }

    private static string VerifierKeyOf(string origin, byte[] spki)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(spki, out _);
        return VerifierKey.Of(origin, key).ToString();
    }

    private sealed record SigningKeys(long Number, ECDsa Newest);
}
