using System.CommandLine;
using System.Net;
using System.Text.Json;

namespace ConsentHub.Bench.Offer;

/// <summary>
/// <c>offer</c>: sends choices at a fixed rate, without waiting for responses. A generator that waits slows down with the
/// server that it loads, and so hides an overload.
/// </summary>
internal static class OfferCommand
{
    public static Command Create()
    {
        var address = new Option<string>("--to") { Description = "Address of the hub on loopback, such as http://127.0.0.1:5080.", Required = true };
        var rate = new Option<int>("--rate") { Description = "Choices a second.", Required = true };
        var seconds = new Option<int>("--seconds") { Description = "For how long.", DefaultValueFactory = _ => 60 };
        var connections = new Option<int>("--connections")
        {
            Description = "At most as many at once; one takes one choice at a time. What finds none free is not offered, and counted as such.",
            DefaultValueFactory = _ => 8000,
        };
        var site = new Option<string?>("--site") { Description = "Key of the one site; without it the sites s01 to s20." };
        var command = new Command("offer", "Send valid choices at a fixed rate, irrespective of answers, and print what came back as JSON. Times count from when a choice was due.")
        {
            address, rate, seconds, connections, site,
        };
        command.SetAction((parsed, ct) => RunAsync(
            parsed.GetRequiredValue(address), parsed.GetValue(rate), parsed.GetValue(seconds), parsed.GetValue(connections), parsed.GetValue(site), ct));
        return command;
    }

    private static async Task<int> RunAsync(string text, int rate, int seconds, int connections, string? site, CancellationToken ct)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || !IPAddress.TryParse(address.Host, out var host) || !IPAddress.IsLoopback(host))
        {
            await Console.Error.WriteLineAsync("--to must be a loopback address, such as http://127.0.0.1:5080.");
            return 2;
        }

        var tally = new OfferTally();
        using var load = new OpenLoop(new IPEndPoint(host, address.Port), connections, new OfferedChoice(site), tally);
        await load.OpenAsync(ct);
        // Sends on a thread of its own: this one may be needed to receive responses, and could receive none while it
        // sends.
        var (took, processor) = await Task.Factory.StartNew(() => load.Send(rate, TimeSpan.FromSeconds(seconds)), ct, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await load.DrainAsync(TimeSpan.FromSeconds(30), ct);
        Console.WriteLine(JsonSerializer.Serialize(tally.Report(rate, connections, took, processor), OfferJson.Default.OfferReport));
        return 0;
    }
}
