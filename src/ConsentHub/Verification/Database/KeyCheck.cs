using System.Security.Cryptography;
using ConsentHub.ConsentLog;
using ConsentHub.Keys;
using ConsentHub.Ledger;

namespace ConsentHub.Verification.Database;

/// <summary>Checks the hub's keys: their chain, their wrapping if the master key is available, and their equality with the kept keys if the user gave any.</summary>
internal sealed class KeyCheck(ILogSnapshot snapshot, Evidence evidence, ErrorList errors) : IDisposable
{
    private readonly List<ECDsa> keys = [];

    /// <summary>The public keys for all signature checks: the kept keys if the user gave any, otherwise the keys in the database.</summary>
    public IReadOnlyList<ECDsa> Keys => keys;

    /// <summary>Whether the master key unwrapped every key. Unwrapping a key also authenticates the key's whole row.</summary>
    public bool MasterOpensAll { get; private set; }

    public async Task RunAsync(CancellationToken ct)
    {
        var rows = await snapshot.HubKeysAsync(ct);
        var error = KeyChain.ErrorIn(rows, out var sound);
        if (error is not null)
            errors.Add(error);

        MasterOpensAll = evidence.Master.IsPresent && Open(rows) && error is null;
        // Keys after the first wrong key are not trusted.
        var signing = rows.Take(sound).Where(row => row.Public is not null).ToList();
        if (evidence.Keys is { } given)
            await CompareAsync(signing, given, ct);

        foreach (var spki in evidence.Keys?.Select(k => k.PublicKey.ToArray()) ?? signing.Select(row => row.Public!))
            Import(spki);
    }

    public void Dispose() => keys.ForEach(k => k.Dispose());

    private bool Open(IReadOnlyList<HubKey> rows)
    {
        var closed = rows.Where(row => evidence.Master.TryUnwrap(KeyChain.HashOf(row), row.Wrapped, out _) is null).ToList();
        if (closed.Count == rows.Count && rows.Count > 0)
            errors.Add("no key of the hub can be decrypted with the available master key: this master key belongs to another hub, or all keys were replaced");
        else
            closed.ForEach(row => errors.Add(OpenKeys.DoesNotOpen(row)));

        return closed.Count == 0 && rows.Count > 0;
    }

    private async Task CompareAsync(IReadOnlyList<HubKey> signing, IReadOnlyList<VerifierKey> given, CancellationToken ct)
    {
        foreach (var row in signing.Where(row => !given.Any(key => key.PublicKey.Span.SequenceEqual(row.Public))))
            errors.Add($"signing key {row.Number} of the hub is not among those given with --key: the hub or somebody else added it since");

        var origins = (await snapshot.LogsAsync(ct)).SelectMany(log => log.Origins).ToHashSet(StringComparer.Ordinal);
        foreach (var key in given.Where(key => origins.Contains(key.Name) && !signing.Any(row => key.PublicKey.Span.SequenceEqual(row.Public))))
            errors.Add($"the key {key.Name}+{Convert.ToHexStringLower(key.KeyId)} given with --key is not in the database");
    }

    private void Import(byte[] spki)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
            keys.Add(key);
        }
        catch (CryptographicException)
        {
            key.Dispose();
            errors.Add("a public key of the hub can't be read");
        }
    }
}
