using System.Text.Json.Nodes;
using ConsentHub.Tests.Preferences.Requests;
using ConsentHub.Tests.Requests;
using ConsentHub.Tests.Support;

namespace ConsentHub.Tests.Promises;

/// <summary>The rights that the policies promise, as requests on the page without JavaScript, on the site file of each.</summary>
public sealed class RequestRightsTests
{
    [Theory, Promise("0.6", "0.14", "1.8", "1.10", "3.16", "4.3")]
    [InlineData("mayday", "access rectification erasure restriction portability objection categories")]
    [InlineData("crmsoftware", "access rectification erasure restriction portability objection complaint guardian")]
    [InlineData("callgenie", "access rectification erasure complaint")]
    [InlineData("softphonez", "access rectification erasure objection categories")]
    public async Task Every_right_of_the_policy_is_asked_for_on_the_page_and_answered_in_time(string site, string types)
    {
        await using var mail = MailServer.Start();
        await using var hub = await Hub.StartAsync([ShippedSite.Read(site)], clock: new TestClock(), settings: mail.Settings);
        foreach (var type in types.Split(' '))
        {
            var visit = new RequestVisit(hub, site);
            await visit.Browser.OpenAndPressAsync("reject_all");

            var (path, opened) = await visit.ConfirmAsync(mail, type);
            await visit.AnswerAsync(path, $"We did it: {type}.");
            var answered = await visit.GetAsync(path);
            await mail.NextAsync();
            var package = JsonNode.Parse((await visit.PostAsync(path, [("action", "download"), ("lang", "en")])).Html)!;

            Assert.Contains("You get the answer by", opened.Text, StringComparison.Ordinal);
            Assert.Contains($"We did it: {type}.", answered.Text, StringComparison.Ordinal);
            Assert.Equal("kept", (string?)package["request"]!["statement"]!["record"]!["outcome"]);
            Assert.Equal(hub.Site(site).Latest.Content.Categories.Count, package["facts"]!["categories"]!.AsArray().Count);
        }
    }
}
