using ConsentHub.Audit;
using ConsentHub.Sites;
using ConsentHub.Sites.Files;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Publishing;
using Microsoft.Extensions.DependencyInjection;

namespace ConsentHub.Bench.Fill;

/// <summary>Copies of the demo site under other keys, as many as needed.</summary>
internal static class DemoSites
{
    public static async Task<IReadOnlyList<SiteFile>> ReadAsync(int count)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "demo.json"));
        var demo = SiteFileReader.Read(bytes).Site ?? throw new InvalidDataException("demo.json is no valid site file.");
        var withPages = demo with { Consent = demo.Consent with { RecordPage = true } };
        return [.. Enumerable.Range(1, count).Select(i => withPages with { Key = i == 1 ? demo.Key : $"{demo.Key}-{i}" })];
    }

    public static SiteFile WithOneCategoryMore(SiteFile site)
    {
        var last = site.Categories[^1];
        return site with { Categories = [.. site.Categories, last with { Id = "community", Services = [] }] };
    }

    public static async Task<IReadOnlyList<Site>> PublishAsync(IServiceProvider services, IReadOnlyList<SiteFile> files)
    {
        foreach (var file in files)
            await services.GetRequiredService<SitePublisher>().PublishAsync(file, ManagedBy.File, new PublishOptions(), Actor.CommandLine, CancellationToken.None);

        var directory = services.GetRequiredService<SiteDirectory>();
        await directory.ReloadAsync(CancellationToken.None);
        return [.. files.Select(f => directory.Find(f.Key)!)];
    }
}
