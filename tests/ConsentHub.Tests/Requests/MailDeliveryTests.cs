using ConsentHub.Intake;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;
using ConsentHub.Sites.Notices;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MimeKit;
using SmtpServer.Protocol;

namespace ConsentHub.Tests.Requests;

/// <summary>What a requester receives, and what happens to mail when the server fails.</summary>
public sealed class MailDeliveryTests : IAsyncLifetime, IDisposable
{
    private readonly TestClock clock = new();
    private readonly LogLines log = new();
    private readonly TestFolder folder = new();
    private MailServer mail = null!;

    public Task InitializeAsync()
    {
        mail = MailServer.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await mail.DisposeAsync();

    public void Dispose()
    {
        log.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_message_is_plain_text_with_the_headers_of_an_automatic_message()
    {
        await using var hub = await StartAsync(RequestHub.Shop with { Name = "Søren \"Ø\" & Co {code} {id}" });
        var id = await hub.AskAsync();

        var received = await mail.NextAsync();

        using var message = received.Message;
        Assert.Equal(("privacy@hub.example", "Søren \"Ø\" & Co {code} {id}"), (message.From.Mailboxes.Single().Address, message.From.Mailboxes.Single().Name));
        Assert.Equal((RequestHub.Jane, RequestHub.Jane), (received.To.Single(), message.To.Mailboxes.Single().Address));
        Assert.Equal("privacy@shop.example", message.ReplyTo.Mailboxes.Single().Address);
        Assert.Equal("Søren \"Ø\" & Co {code} {id}: code for your privacy request", message.Subject);
        Assert.Equal(clock.GetUtcNow(), message.Date);
        Assert.Equal($"{Guid.Parse(id):N}.code1@hub.example", message.MessageId);
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal(("text/plain", "utf-8"), (message.Body!.ContentType.MimeType, message.Body.ContentType.Charset));
        Assert.Empty(message.Attachments);
        Assert.All(received.Raw.Split("\r\n\r\n")[0], c => Assert.True(char.IsAscii(c)));
        Assert.Contains(id, received.Text, StringComparison.Ordinal);
        await hub.EnterAsync(id, received.Code).JsonAsync();
    }

    [Fact]
    public async Task A_message_leads_to_the_page_of_the_request_if_the_hub_knows_its_address()
    {
        await using var hub = await Hub.StartAsync([RequestHub.Shop], folder, clock, [.. mail.Settings, ("ConsentHub:PublicUrl", "https://shop.example/consent")]);
        var body = RequestHub.ByMail();
        body["lang"] = "de";

        var id = (string)(await hub.RequestAsync(body).JsonAsync(202))["id"]!;

        Assert.EndsWith($"\n\nhttps://shop.example/consent/preferences/shop/requests/{id}?lang=de", (await mail.NextAsync()).Text.TrimEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Shop\r\nBcc: joe@person.example")]
    [InlineData("Shop\nX: y\u2028z\u0000")]
    public async Task A_site_name_adds_no_header(string name)
    {
        await using var hub = await StartAsync(RequestHub.Shop);
        var site = hub.Site();
        var notice = new PublishedNotice(1, clock.GetUtcNow(), 1, site.Latest.Content with { Name = name }, site.Numbers, []);
        var request = (await hub.Services.GetRequiredService<IRequestStore>().FindAsync(site.Number, Guid.Parse(await hub.AskAsync()), CancellationToken.None))!.Request;

        using var message = hub.Services.GetRequiredService<RequestMessages>().Write(
            site with { Latest = notice }, new RequestMail(site.Number, request, RequestMailKind.Code, 1, 0), clock.GetUtcNow())!;
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes);

        bytes.Position = 0;
        var read = await MimeMessage.LoadAsync(bytes);
        Assert.Empty(read.Bcc);
        Assert.False(read.Headers.Contains("X"));
        Assert.StartsWith("Shop", read.From.Mailboxes.Single().Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_server_that_is_off_did_not_take_is_sent_later_also_by_another_hub()
    {
        await mail.StopAsync();
        var before = await StartAsync(RequestHub.Shop);
        var id = await before.AskAsync();
        var down = await Eventually.Async(() => before.Client.GetAsync("/health/ready").JsonAsync(), r => r["mail"] is not null);
        await before.StopAsync();
        mail.Start();
        clock.Advance(TimeSpan.FromMinutes(1));

        await using var hub = await StartAsync(RequestHub.Shop);
        await hub.EnterAsync(id, (await mail.NextAsync()).Code).JsonAsync();
        await mail.NextAsync();
        var up = await hub.Client.GetAsync("/health/ready").JsonAsync();

        Assert.Equal(("ready", "Mail about privacy requests could not be sent. The log has the reason."), ((string?)down["status"], (string?)down["mail"]));
        Assert.Null(up["mail"]);
        Assert.Equal(2, mail.All.Count);
    }

    [Fact]
    public async Task A_message_that_is_deferred_is_sent_again_on_schedule_with_the_same_id_and_holds_up_no_other()
    {
        await using var hub = await StartAsync(RequestHub.Shop);
        mail.RespondWith((SmtpReplyCode)451);
        await hub.AskAsync();
        var first = await mail.NextAsync();
        mail.RespondWell();
        await hub.AskAsync(email: RequestHub.Joe);
        var other = await mail.NextAsync();

        hub.Later(TimeSpan.FromSeconds(7));
        var second = await mail.NextAsync();

        Assert.Equal([RequestHub.Joe], other.To);
        Assert.Equal((first.Message.MessageId, first.Code), (second.Message.MessageId, second.Code));
    }

    [Fact]
    public async Task A_recipient_whom_the_server_refuses_for_good_is_given_up()
    {
        await using var hub = await StartAsync(RequestHub.Shop);
        mail.RecipientReply = SmtpReplyCode.MailboxUnavailable;
        var id = await hub.AskAsync();
        await RefusedAsync();
        mail.RecipientReply = null;
        hub.Later(TimeSpan.FromHours(1));
        await hub.AskAsync(email: RequestHub.Joe);

        Assert.Equal([RequestHub.Joe], (await mail.NextAsync()).To);
        Assert.Single(mail.All);
        Assert.NotEmpty(id);
    }

    [Fact]
    public async Task What_the_server_had_taken_when_the_hub_ended_is_sent_again_with_the_same_id()
    {
        mail.Respond = async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return SmtpResponse.Ok;
        };
        var before = await StartAsync(RequestHub.Shop);
        await before.AskAsync();
        var first = await mail.NextAsync();
        await before.StopAsync();
        mail.RespondWell();
        clock.Advance(TimeSpan.FromMinutes(3));

        await using var hub = await StartAsync(RequestHub.Shop);
        var second = await mail.NextAsync();

        Assert.Equal((first.Message.MessageId, first.Code), (second.Message.MessageId, second.Code));
    }

    [Fact]
    public async Task No_log_line_names_an_address_a_code_a_subject_or_a_secret_and_the_database_has_no_code()
    {
        await using var hub = await StartAsync(RequestHub.Shop);
        mail.RecipientReply = SmtpReplyCode.MailboxUnavailable;
        await hub.AskAsync(email: RequestHub.Joe);
        await RefusedAsync();
        mail.RecipientReply = null;
        mail.RespondWith(SmtpReplyCode.TransactionFailed);
        await hub.AskAsync(email: RequestHub.Joe);
        await mail.NextAsync();
        mail.RespondWell();
        var id = await hub.AskAsync();
        var code = (await mail.NextAsync()).Code;
        await hub.EnterAsync(id, RequestHub.WrongCode(code)).RefusedAsync(422, "invalid_fields", "code");
        var secret = (string)(await hub.EnterAsync(id, code).JsonAsync())["secret"]!;
        await hub.ReadAsync(id, secret).JsonAsync();
        await hub.ReadAsync(id, secret + "x").RefusedAsync(404, "unknown_request");
        var token = hub.TokenOf("4711");
        var signedIn = await hub.RequestAsync(new() { ["type"] = "access", ["token"] = token }).JsonAsync(202);

        var lines = string.Join('\n', log.All);
        Assert.NotEmpty(lines);
        foreach (var hidden in (string[])[RequestHub.Jane, RequestHub.Joe, code, code.Insert(4, " "), secret, (string)signedIn["secret"]!, token, "4711", "that the hub must not log"])
            Assert.DoesNotContain(hidden, lines, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Waits until the hub has logged that the server refused a message.</summary>
    private async Task RefusedAsync() => await Eventually.Async(() => Task.FromResult(log.Of<MailSender>().ToList()), lines => lines.Exists(l => l.Event == 113));

    private async Task<Hub> StartAsync(SiteFile site)
    {
        var hub = await Hub.StartAsync([site], folder, clock, mail.Settings);
        hub.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return hub;
    }
}
