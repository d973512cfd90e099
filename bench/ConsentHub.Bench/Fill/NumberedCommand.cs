using System.CommandLine;
using System.Globalization;
using ConsentHub.CommandLine;
using ConsentHub.Consents;
using ConsentHub.Settings;
using ConsentHub.Sites;
using ConsentHub.Sites.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ConsentHub.Bench.Fill;

/// <summary><c>numbered</c>: one choice each of visitors whose ids follow from their numbers, for look-ups of visitors that exist.</summary>
internal static class NumberedCommand
{
    private const int Waiting = 2000;

    public static Command Create()
    {
        var data = new Option<string>("--data") { Description = "Folder of the database; may have records already.", Required = true };
        var from = new Option<long>("--from") { Description = "The first number.", DefaultValueFactory = _ => 0 };
        var records = new Option<long>("--records") { Description = "How many.", DefaultValueFactory = _ => 1_000_000 };
        var due = new Option<bool>("--due") { Description = "Promise to keep records for a day after their choice ended, and date the records so far back that all of them are due." };
        var command = new Command("numbered", "Add records of numbered visitors to the sites s01 to s20; number n belongs to site n % 20 + 1.") { data, from, records, due };
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(data), parsed.GetValue(from), parsed.GetValue(records), parsed.GetValue(due)));
        return command;
    }

    /// <summary>The id of a visitor: 21 digits and a valid last character.</summary>
    private static VisitorId IdOf(long number) =>
        VisitorId.TryParse(number.ToString("D21", CultureInfo.InvariantCulture) + "A", out var id)
            ? id : throw new InvalidOperationException("Digits are characters of base64url.");

    private static async Task<int> RunAsync(string data, long from, long records, bool due)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddConsentHubCore(new HubSettings { Data = data });
        if (due)
        {
            var clock = new PlannedClock();
            clock.Set(TimeProvider.System.GetUtcNow().AddDays(-400));
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        }

        await using var provider = services.BuildServiceProvider();
        var demo = (await DemoSites.ReadAsync(1))[0];
        demo = demo with { Consent = demo.Consent with { RecordPage = false } };
        if (due)
        {
            var promise = new RetentionClass { Id = RetentionClass.ConsentRecords, Name = demo.Categories[0].Name, Period = "P1D", After = RetentionEvent.ChoiceEnded };
            demo = demo with { Retention = [.. demo.Retention.Where(r => r.Id != promise.Id), promise] };
        }

        var sites = await DemoSites.PublishAsync(provider, [.. Enumerable.Range(1, 20).Select(i => demo with { Key = string.Create(CultureInfo.InvariantCulture, $"s{i:D2}") })]);
        var directory = provider.GetRequiredService<SiteDirectory>();
        var store = provider.GetRequiredService<IConsentStore>();
        var drafts = new List<ConsentDraft>();
        foreach (var site in sites)
        {
            var content = new ChoiceContent
            {
                Id = default,
                Visitor = default,
                Notice = site.Latest.Version,
                Lang = "en",
                Region = Regions.Unknown,
                Model = ConsentModel.OptIn,
                Banner = 0x0123_4567_89ab_cdef,
                Action = ConsentAction.RejectAll,
                Source = ConsentSource.Banner,
                Granted = site.Latest.Categories.Where(c => c.Category.Required).Aggregate(0UL, (mask, c) => mask | c.Bit),
                Gpc = false,
            };
            var shown = await directory.FindShownAsync(site, site.Latest, "en", Regions.Unknown, CancellationToken.None);
            drafts.Add(new ConsentDraft(site.Number, content, Regions.Unknown, false, TimeSpan.Zero, ChoiceLifetime.Of(content, site.Latest), IsHonoured: true, shown!, site.Latest));
        }

        using var bar = new ProgressBar(Console.Error, "numbered", visible: !Console.IsErrorRedirected, TimeProvider.System);
        var pending = new List<Task>(Waiting);
        var begin = TimeProvider.System.GetTimestamp();
        for (var number = from; number < from + records; number++)
        {
            var at = (int)(number % 20);
            var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
            var draft = drafts[at];
            pending.Add(store.AppendAsync(draft with { Content = draft.Content with { Id = id, Visitor = IdOf(number).In(sites[at].Key) } }));
            if (pending.Count < Waiting)
                continue;

            await Task.WhenAll(pending);
            pending.Clear();
            bar.Show((number - from) / (double)records, number - from);
        }

        await Task.WhenAll(pending);
        bar.Finish(records);
        var seconds = TimeProvider.System.GetElapsedTime(begin).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{records} records in {seconds:F1} s, {records / seconds:F0}/s"));
        return 0;
    }
}
