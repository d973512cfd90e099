using System.Security.Cryptography;

namespace ConsentHub.Keys;

/// <summary>The hub's decrypted keys, each checked against the chain and its wrapping.</summary>
internal sealed class OpenKeys : IDisposable
{
    private OpenKeys(IReadOnlyList<HubKey> rows, IReadOnlyList<byte[]> secrets, IReadOnlyList<(long Number, byte[] Wrapped)> stale)
    {
        Rows = rows;
        Stale = stale;
        Newest = ECDsa.Create();
        Newest.ImportPkcs8PrivateKey(secrets[Last(rows, HubKey.Ledger)], out _);
        Journal = secrets[Last(rows, HubKey.Journal)];
    }

    public IReadOnlyList<HubKey> Rows { get; }

    /// <summary>The current signing key.</summary>
    public ECDsa Newest { get; }

    public byte[] Journal { get; }

    /// <summary>The keys to wrap again, with their new wrapped secrets.</summary>
    public IReadOnlyList<(long Number, byte[] Wrapped)> Stale { get; }

    /// <exception cref="StartupException">A key was changed, added or removed, or the master key does not match.</exception>
    public static OpenKeys Of(IReadOnlyList<HubKey> rows, MasterKey master)
    {
        if (KeyChain.ErrorIn(rows, out _) is { } error)
            throw Changed(error);

        var stale = new List<(long, byte[])>();
        var secrets = new List<byte[]?>();
        foreach (var row in rows)
        {
            var binding = KeyChain.HashOf(row);
            secrets.Add(master.TryUnwrap(binding, row.Wrapped, out var isStale));
            if (isStale && secrets[^1] is { } secret)
                stale.Add((row.Number, master.Wrap(binding, secret)));
        }

        if (secrets.TrueForAll(s => s is null))
            throw master.OpensNothing();
        if (secrets.FindIndex(s => s is null) is >= 0 and var at)
            throw Changed(DoesNotOpen(rows[at]));

        return new OpenKeys(rows, secrets!, stale);
    }

    /// <summary>Whether the rows are still those that were decrypted.</summary>
    public bool IsOf(IReadOnlyList<HubKey> rows) => Rows.Count == rows.Count && Rows.Zip(rows).All(pair => pair.First.Is(pair.Second));

    public void Dispose() => Newest.Dispose();

    public static string DoesNotOpen(HubKey row) => $"key {row.Number} of the hub can't be decrypted with the master key that decrypts the others: it was changed, or was not made by this hub";

    private static int Last(IReadOnlyList<HubKey> rows, string purpose) => rows.ToList().FindLastIndex(row => row.Purpose == purpose);

    public static StartupException Changed(string error) => new(
        $"The keys in the database are not those that the hub made: {error}. Their signatures can't be trusted. Restore a backup of the database; ConsentHub verify database says what else was changed.");
}
