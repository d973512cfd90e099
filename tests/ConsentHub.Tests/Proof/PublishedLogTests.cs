using ConsentHub.Ledger;
using ConsentHub.Tests.CommandLine;
using ConsentHub.Tests.Sites;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Proof;

/// <summary>What a hub publishes of a site's log, and what anybody can verify of it.</summary>
public sealed class PublishedLogTests
{
    [Fact]
    public async Task Before_the_first_choice_there_is_no_log()
    {
        await using var hub = await Hub.StartAsync();

        await hub.Client.GetAsync("/ledger/shop/checkpoint").RefusedAsync(404, "no_log");
        await hub.Client.GetAsync("/ledger/shop/key").RefusedAsync(404, "no_log");
        await hub.Client.GetAsync("/ledger/shop/tile/0/000.p/1").RefusedAsync(404, "no_tile");
        await hub.Client.GetAsync("/ledger/nobody/checkpoint").RefusedAsync(404, "unknown_site");
    }

    [Fact]
    public async Task Every_choice_is_in_the_tree_under_the_hash_in_its_response()
    {
        await using var hub = await Hub.StartAsync();
        var log = new PublishedLog(hub.Client);
        var answers = await log.FillAsync(700);

        var checkpoint = await log.CheckpointAsync();
        var tree = await log.TreeAsync(checkpoint);

        Assert.Equal(700, checkpoint.Size);
        Assert.Equal(Enumerable.Range(0, 700).Select(i => (long)i), answers.Select(a => a.Leaf));
        foreach (var (leaf, hash) in answers)
            Assert.Equal(hash, await tree.LeafHashAsync(leaf, CancellationToken.None));
    }

    [Fact]
    public async Task The_log_only_grows()
    {
        await using var hub = await Hub.StartAsync();
        var log = new PublishedLog(hub.Client);
        var seen = new List<Checkpoint>();
        foreach (var more in new[] { 1, 1, 253, 1, 1, 300 })
        {
            await log.FillAsync(more);
            seen.Add(await log.CheckpointAsync());
        }

        var now = await log.TreeAsync(seen[^1]);
        Assert.Equal([1, 2, 255, 256, 257, 557], seen.Select(c => c.Size));
        foreach (var earlier in seen)
        {
            var proof = await now.ConsistencyProofAsync(earlier.Size, CancellationToken.None);
            Assert.True(Proofs.VerifyConsistency(earlier.Size, earlier.Root, now.Size, seen[^1].Root, proof), $"Size {earlier.Size} is not a part of the log.");
        }
    }

    [Fact]
    public async Task A_size_is_signed_once_and_the_log_keeps_its_name_and_key_over_a_restart()
    {
        using var folder = new TestFolder();
        var hub = await Hub.StartAsync(folder: folder, settings: ("ConsentHub:PublicUrl", "https://consent.example/base/"));
        var log = new PublishedLog(hub.Client);
        await log.FillAsync(3);
        var first = await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        var key = await hub.Client.GetStringAsync("/ledger/shop/key");
        await hub.StopAsync();

        hub = await Hub.StartAsync(folder: folder, settings: ("ConsentHub:PublicUrl", "https://another.example"));
        Assert.Equal(first, await hub.Client.GetStringAsync("/ledger/shop/checkpoint"));
        Assert.Equal(key, await hub.Client.GetStringAsync("/ledger/shop/key"));
        await new PublishedLog(hub.Client).FillAsync(1);
        Assert.Equal("consent.example/base/ledger/shop", (await new PublishedLog(hub.Client).CheckpointAsync()).Origin);
        await hub.StopAsync();
    }

    [Fact]
    public async Task A_log_made_before_the_hub_knew_its_address_has_a_name_that_no_request_can_choose()
    {
        await using var hub = await Hub.StartAsync();
        hub.Client.DefaultRequestHeaders.Host = "evil.example";
        await new PublishedLog(hub.Client).FillAsync(1);

        Assert.Matches("^consenthub\\.invalid/[0-9a-f]{16}/ledger/shop$", (await new PublishedLog(hub.Client).CheckpointAsync()).Origin);
    }

    [Fact]
    public async Task Tiles_may_be_kept_for_ever_and_the_checkpoint_for_seconds_by_everybody()
    {
        await using var hub = await Hub.StartAsync();
        await new PublishedLog(hub.Client).FillAsync(300);

        foreach (var (path, type, cache) in new[]
                 {
                     ("checkpoint", "text/plain; charset=utf-8", "public, max-age=5"), ("key", "text/plain; charset=utf-8", "public, max-age=5"),
                     ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"), ("tile/0/001.p/44", "application/octet-stream", "public, max-age=31536000, immutable"),
                     ("tile/1/000.p/1", "application/octet-stream", "public, max-age=31536000, immutable"),
                 })
        {
            using var answer = await hub.Client.GetAsync("/ledger/shop/" + path);
            Assert.Equal((200, type, cache), ((int)answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), answer.Headers.CacheControl!.ToString()));
            Assert.Equal(["*"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.Equal(["cross-origin"], answer.Headers.GetValues("Cross-Origin-Resource-Policy"));
        }
    }

    [Theory]
    [InlineData("0/001.p/45")]
    [InlineData("0/001")]
    [InlineData("0/002.p/1")]
    [InlineData("1/000.p/2")]
    [InlineData("2/000.p/1")]
    [InlineData("0/000.p/0")]
    [InlineData("0/000.p/256")]
    [InlineData("0/0")]
    [InlineData("entries/000")]
    public async Task What_the_log_does_not_have_gets_404(string path)
    {
        await using var hub = await Hub.StartAsync();
        await new PublishedLog(hub.Client).FillAsync(300);

        await hub.Client.GetAsync("/ledger/shop/tile/" + path).RefusedAsync(404, "no_tile");
    }

    [Fact]
    public async Task A_new_key_signs_at_once_in_a_running_server_and_the_old_one_stays_published()
    {
        await using var hub = await Hub.StartAsync();
        var log = new PublishedLog(hub.Client);
        await log.FillAsync(1);
        var before = await hub.Client.GetStringAsync("/ledger/shop/checkpoint");
        var old = Assert.Single(await log.KeysAsync());

        (await Cli.RunAsync(hub.Folder, ["ledger", "rotate-key"])).Ended(0);
        await log.FillAsync(1);

        var keys = await log.KeysAsync();
        Assert.Equal(2, keys.Count);
        Assert.Equal(old.ToString(), keys[1].ToString());
        Assert.True(SignedNote.TryParse(before, out var first) && keys[1].Verifies(first), before);
        Assert.True(SignedNote.TryParse(await hub.Client.GetStringAsync("/ledger/shop/checkpoint"), out var second) && keys[0].Verifies(second) && !keys[1].Verifies(second));
    }

    [Fact]
    public async Task Each_site_has_a_log_of_its_own()
    {
        await using var hub = await Hub.StartAsync([TestSite.Minimal("shop"), TestSite.Minimal("blog")]);
        await new PublishedLog(hub.Client, "shop").FillAsync(3);
        await new PublishedLog(hub.Client, "blog").FillAsync(2);

        Assert.Equal(3, (await new PublishedLog(hub.Client, "shop").CheckpointAsync()).Size);
        Assert.Equal(2, (await new PublishedLog(hub.Client, "blog").CheckpointAsync()).Size);
    }
}
