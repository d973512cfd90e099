using System.CommandLine;
using ConsentHub.CommandLine;
using ConsentHub.Consents;
using ConsentHub.Settings;
using ConsentHub.Sites;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConsentHub.Bench.Fill;

/// <summary><c>fill</c>: a year of records and impressions, written through the store as the server writes them.</summary>
internal static class FillCommand
{
    private const int Waiting = 2000;

    /// <summary>When each site publishes its second notice, which asks about one category more.</summary>
    private static readonly DateTimeOffset SecondNotice = YearOfVisits.Begin.AddDays(146);

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder to make the database in.", Required = true };
        var records = new Option<int>("--records") { Description = "How many records.", DefaultValueFactory = _ => 100_000 };
        var sites = new Option<int>("--sites") { Description = "How many sites they are spread over.", DefaultValueFactory = _ => 1 };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same records.", DefaultValueFactory = _ => 1 };
        var command = new Command("fill", "Make a database with a year of records.") { data, records, sites, seed };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(data), parsed.GetValue(records), parsed.GetValue(sites), new Random(parsed.GetValue(seed))));
        return command;
    }

    private static async Task<int> RunAsync(string data, int records, int count, Random random)
    {
        if (Directory.Exists(data))
        {
            await Console.Error.WriteLineAsync($"{data} exists. Name a new folder.");
            return 1;
        }

        var clock = new PlannedClock();
        clock.Set(YearOfVisits.Begin);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddConsentHubCore(new HubSettings { Data = data });
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        await using var provider = services.BuildServiceProvider();

        var files = await DemoSites.ReadAsync(count);
        var sites = await DemoSites.PublishAsync(provider, files);
        var store = provider.GetRequiredService<IConsentStore>();
        using var bar = new ProgressBar(Console.Error, "fill", visible: !Console.IsErrorRedirected, TimeProvider.System);
        var visits = new Visits(random, provider.GetRequiredService<SiteDirectory>());
        var pending = new List<Task>(Waiting);
        var begin = TimeProvider.System.GetTimestamp();
        var done = 0;
        var second = false;
        foreach (var now in YearOfVisits.Times(records, random))
        {
            if (!second && now >= SecondNotice)
            {
                await SettleAsync(pending);
                clock.Set(now);
                sites = await DemoSites.PublishAsync(provider, [.. files.Select(DemoSites.WithOneCategoryMore)]);
                second = true;
            }

            var site = sites[random.Next(sites.Count)];
            var draft = await visits.NextAsync(site, now);
            for (var shown = random.Next(3); shown >= 0; shown--)
            {
                clock.Plan(now);
                pending.Add(store.CountImpressionAsync(new ImpressionCount(
                    site.Number, site.Latest.Version, draft.Content.Lang, draft.RegionSeen, random.Next(6) == 0 ? ImpressionOutcome.Dismissed : ImpressionOutcome.Shown)));
            }

            clock.Plan(now);
            pending.Add(store.AppendAsync(draft));
            done++;
            if (pending.Count < Waiting)
                continue;

            await SettleAsync(pending);
            bar.Show(done / (double)records, done);
        }

        await SettleAsync(pending);
        bar.Finish(done);
        var seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine($"{done} records over {sites.Count} sites in {seconds:F1} s, {done / seconds:F0}/s");
        return 0;
    }

    private static async Task SettleAsync(List<Task> pending)
    {
        await Task.WhenAll(pending);
        pending.Clear();
    }
}
