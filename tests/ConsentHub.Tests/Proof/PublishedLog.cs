using ConsentHub.Ledger;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Proof;

/// <summary>Reads a site's log over HTTP as anybody can: checkpoint, tiles and keys, trusting only what is signed.</summary>
internal sealed class PublishedLog(HttpClient client, string site = "shop") : ITileSource
{
    public async Task<IReadOnlyList<VerifierKey>> KeysAsync()
    {
        var text = await client.GetStringAsync($"/ledger/{site}/key");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => VerifierKey.TryParse(line, out var key) ? key : throw new FormatException(line))];
    }

    /// <summary>The log's checkpoint, after its signature was verified.</summary>
    public async Task<Checkpoint> CheckpointAsync()
    {
        var note = await client.GetStringAsync($"/ledger/{site}/checkpoint");
        Assert.True(SignedNote.TryParse(note, out var signed), note);
        Assert.Contains(await KeysAsync(), key => key.Verifies(signed));
        Assert.True(Checkpoint.TryParse(signed.Text, out var checkpoint), note);
        return checkpoint;
    }

    /// <summary>The tree of a checkpoint, after its tiles were verified to lead to its root.</summary>
    public async Task<LedgerTree> TreeAsync(Checkpoint checkpoint)
    {
        var tree = new LedgerTree(this, checkpoint.Size);
        Assert.Equal(checkpoint.Root, await tree.RootAsync(CancellationToken.None));
        return tree;
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(Tile tile, int width, CancellationToken ct) =>
        await client.GetByteArrayAsync($"/ledger/{site}/tile/{tile.Path(width)}", ct);

    /// <summary>Records choices of this many new visitors, many at a time, and returns the responses in the order of the log.</summary>
    public async Task<IReadOnlyList<(long Leaf, TreeHash Hash)>> FillAsync(int count)
    {
        var answers = new List<(long, TreeHash)>();
        foreach (var some in Enumerable.Range(0, count).Chunk(100))
        {
            foreach (var answer in await Task.WhenAll(some.Select(_ => client.SendAsync(Choice.Body(), site).JsonAsync(201))))
            {
                Assert.True(TreeHash.TryParse((string?)answer["leafHash"], out var hash), answer.ToJsonString());
                answers.Add(((long)answer["leafIndex"]!, hash));
            }
        }

        return [.. answers.OrderBy(a => a.Item1)];
    }
}
