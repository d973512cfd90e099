using ConsentHub.Sites.Files;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Sites;

/// <summary>The system's notifications about the folder of site files: they name what changed, or say that something unknown did.</summary>
public sealed class SiteFolderHintsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestFolder folder = new();
    private readonly SiteFolderHints hints;

    public SiteFolderHintsTests() => hints = new SiteFolderHints(folder.Sites);

    public void Dispose()
    {
        hints.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_changed_file_is_named_once_and_then_forgotten()
    {
        hints.Listen();
        Assert.Empty(hints.Take()!);

        File.WriteAllText(In("shop.json"), "{}");
        File.AppendAllText(In("shop.json"), " ");
        await hints.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);

        Assert.Equal([In("shop.json")], hints.Take());
        await ForgottenAsync();
    }

    [Fact]
    public async Task A_file_that_is_replaced_by_renaming_another_is_named()
    {
        hints.Listen();

        folder.WriteSite("shop", "{}");
        var taken = await Eventually.Async(() => Task.FromResult(hints.Take()), names => names is not []);

        Assert.Equal([In("shop.json")], taken);
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_may_change_any_file()
    {
        hints.Listen();
        Directory.CreateSymbolicLink(In("..data"), ".");
        await hints.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);

        Assert.Null(hints.Take());
        await ForgottenAsync();
    }

    [Fact]
    public async Task More_changed_files_than_it_keeps_count_as_any_file_changed()
    {
        hints.Listen();

        // The system decides how many notifications have come by this time.
        await Eventually.Async(async () =>
        {
            for (var i = 0; i <= 1000; i++)
                await File.WriteAllTextAsync(In($"s{i}.json"), "");

            await hints.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);
            return hints.Take();
        }, names => names is null);
    }

    [Fact]
    public async Task A_folder_that_replaced_the_watched_one_is_watched()
    {
        hints.Listen();
        Directory.Move(folder.Sites, folder.Sites + ".old");
        hints.Listen();
        Directory.CreateDirectory(folder.Sites);
        hints.Listen();
        hints.Take();

        File.WriteAllText(In("shop.json"), "{}");
        await hints.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);

        Assert.Equal([In("shop.json")], hints.Take());
    }

    /// <summary>Waits until all late notifications have been taken.</summary>
    private async Task ForgottenAsync() => await Eventually.Async(() => Task.FromResult(hints.Take()), names => names is []);

    private string In(string name) => Path.Combine(folder.Sites, name);
}
