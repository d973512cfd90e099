using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using ConsentHub.Consents;
using ConsentHub.Tests.Contracts;

namespace ConsentHub.Tests.Faults;

/// <summary>Writes and erases in varied patterns, and searches files for what was erased: pseudonyms, salts and paths.</summary>
/// <remarks><c>CONSENTHUB_TEST_ERASURES</c> sets the number of erasures; without it there are a few hundred.</remarks>
internal sealed class ErasureResidue(IConsentStore store, IReadOnlyList<int> sites)
{
    private readonly List<(int Site, Visitor Visitor)> alive = [];
    private readonly Dictionary<(int Site, Visitor Visitor), List<byte[]>> secrets = [];
    private readonly List<byte[]> erased = [];

    public static int Erasures { get; } = int.Parse(Environment.GetEnvironmentVariable("CONSENTHUB_TEST_ERASURES") ?? "400", CultureInfo.InvariantCulture);

    /// <summary>Rounds of writes, each followed by erasures: of the newest visitors, of any, of the oldest, of many at once.</summary>
    public async Task RunAsync(int erasures)
    {
        for (var (round, done) = (0, 0); done < erasures; round++)
        {
            await WriteAsync(round);
            var some = Math.Min(40, erasures - done);
            for (var i = 0; i < some; i++)
                await EraseAsync(round % 4 == 3 ? 0 : round % 2 == 0 ? RandomNumberGenerator.GetInt32(alive.Count) : alive.Count - 1);

            done += some;
        }
    }

    /// <summary>How often data of an erased visitor occurs in these bytes.</summary>
    public int CountIn(byte[] bytes)
    {
        var first = erased.ToLookup(secret => BinaryPrimitives.ReadUInt64LittleEndian(secret));
        var found = 0;
        for (var at = 0; at + 16 <= bytes.Length; at++)
        {
            if (first[BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at))] is { } same && same.Any(s => bytes.AsSpan(at).StartsWith(s)))
                found++;
        }

        return found;
    }

    /// <summary>Some data of every visitor who was not erased.</summary>
    public IEnumerable<byte[]> OfTheLiving => alive.Select(v => v.Visitor.ToByteArray());

    private async Task WriteAsync(int round)
    {
        var drafts = Enumerable.Range(0, 120).Select(i =>
        {
            // Some visitors return, and some have very many records.
            var (site, visitor) = i % 5 == 4 && alive.Count > 0 ? alive[i % 3 == 0 ? 0 : RandomNumberGenerator.GetInt32(alive.Count)] : (sites[(round + i) % sites.Count], Draft.NewVisitor());
            var path = "/" + Convert.ToHexString(RandomNumberGenerator.GetBytes(8 + RandomNumberGenerator.GetInt32(40)));
            return Draft.Of(site, visitor, (ulong)(i % 8) << 1).With(c => c with { Page = path });
        }).ToList();
        foreach (var (draft, outcome) in drafts.Zip(await Task.WhenAll(drafts.Select(store.AppendAsync))))
        {
            var key = (draft.Site, draft.Content.Visitor);
            if (!secrets.TryGetValue(key, out var own))
            {
                alive.Add(key);
                secrets.Add(key, own = [draft.Content.Visitor.ToByteArray()]);
            }

            Assert.IsType<AppendOutcome.Written>(outcome);
            own.Add(System.Text.Encoding.ASCII.GetBytes(draft.Content.Page!));
            var salt = (await store.FindSealedAsync(draft.Site, draft.Content.Id, CancellationToken.None))!.Salt;
            own.Add(LedgerSalt.ToBytes(salt));
        }
    }

    private async Task EraseAsync(int index)
    {
        var key = alive[index];
        alive[index] = alive[^1];
        alive.RemoveAt(alive.Count - 1);
        Assert.NotEqual(0, (await store.EraseAsync(key.Site, key.Visitor, ErasureReason.VisitorRequest)).Records);
        secrets.Remove(key, out var own);
        erased.AddRange(own!);
    }
}
