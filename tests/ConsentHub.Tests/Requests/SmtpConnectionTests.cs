using ConsentHub.Intake;
using ConsentHub.Settings;
using MimeKit;
using SmtpServer.Protocol;

namespace ConsentHub.Tests.Requests;

/// <summary>What each behaviour of a mail server means for a message.</summary>
public sealed class SmtpConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private MailServer server = null!;

    public Task InitializeAsync()
    {
        server = MailServer.Start();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task One_connection_sends_several_messages()
    {
        await using var connection = Connect();

        Assert.IsType<MailOutcome.Sent>(await SendAsync(connection));
        Assert.IsType<MailOutcome.Sent>(await SendAsync(connection));
        Assert.Equal(["jane@person.example", "jane@person.example"], server.All.SelectMany(m => m.To));
    }

    [Theory]
    [InlineData(SmtpReplyCode.MailboxUnavailable)]
    [InlineData(SmtpReplyCode.TransactionFailed)]
    public async Task A_recipient_or_message_that_is_refused_for_good_does_not_end_the_connection(SmtpReplyCode status)
    {
        await using var connection = Connect();
        server.RecipientReply = status;
        var recipient = await SendAsync(connection);
        server.RecipientReply = null;
        server.RespondWith(status);
        var message = await SendAsync(connection);
        server.RespondWell();

        Assert.Equal([new MailOutcome.Refused((int)status), new MailOutcome.Refused((int)status)], [recipient, message]);
        Assert.IsType<MailOutcome.Sent>(await SendAsync(connection));
    }

    [Fact]
    public async Task A_temporary_refusal_defers_the_message_alone()
    {
        await using var connection = Connect();
        server.RecipientReply = (SmtpReplyCode)450;
        var recipient = await SendAsync(connection);
        server.RecipientReply = null;
        server.RespondWith((SmtpReplyCode)451);
        var message = await SendAsync(connection);
        server.RespondWell();

        Assert.Equal([new MailOutcome.Deferred(450), new MailOutcome.Deferred(451)], [recipient, message]);
        Assert.IsType<MailOutcome.Sent>(await SendAsync(connection));
    }

    [Fact]
    public async Task A_server_that_stalls_fails_after_the_patience()
    {
        server.Respond = async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return SmtpResponse.Ok;
        };
        await using var connection = new SmtpConnection(ServerAt(server.Port), TimeSpan.FromSeconds(1));

        Assert.Equal(new MailOutcome.ServerFailed("it did not respond within 1 seconds"), await SendAsync(connection));
    }

    [Fact]
    public async Task A_server_that_is_away_fails()
    {
        await server.StopAsync();
        await using var connection = Connect();

        Assert.Equal(new MailOutcome.ServerFailed("no connection (ConnectionRefused)"), await SendAsync(connection));
        server.Start();
        Assert.IsType<MailOutcome.Sent>(await SendAsync(connection));
    }

    [Theory]
    [InlineData(nameof(SmtpEncryption.StartTls), "it lacks what ConsentHub__Smtp asks for: STARTTLS or a sign-in")]
    [InlineData(nameof(SmtpEncryption.Tls), "TLS failed; check its certificate and the scheme in ConsentHub__Smtp")]
    public async Task Nothing_is_sent_in_clear_where_TLS_is_asked_for(string encryption, string reason)
    {
        await using var connection = new SmtpConnection(ServerAt(server.Port) with { Encryption = Enum.Parse<SmtpEncryption>(encryption) }, Patience);

        Assert.Equal(new MailOutcome.ServerFailed(reason), await SendAsync(connection));
        Assert.Empty(server.All);
    }

    [Theory]
    [InlineData(MailServer.Password, true)]
    [InlineData("wrong", false)]
    public async Task The_hub_signs_in_where_the_server_wants_it(string password, bool isSent)
    {
        await using var strict = MailServer.Start(wantsSignIn: true);
        await using var connection = new SmtpConnection(ServerAt(strict.Port) with { User = MailServer.User, Password = password }, Patience);

        Assert.Equal(isSent ? new MailOutcome.Sent() : new MailOutcome.ServerFailed("it refuses the user or the password"), await SendAsync(connection));
    }

    private SmtpConnection Connect() => new(ServerAt(server.Port), Patience);

    private static ConsentHub.Settings.SmtpServer ServerAt(int port) => new("127.0.0.1", port, SmtpEncryption.None, User: null, Password: null, "privacy@hub.example");

    private static async Task<MailOutcome> SendAsync(SmtpConnection connection)
    {
        using var message = new MimeMessage { Subject = "test", Body = new TextPart("plain") { Text = "test" } };
        message.From.Add(MailboxAddress.Parse("privacy@hub.example"));
        message.To.Add(MailboxAddress.Parse("jane@person.example"));
        return await connection.SendAsync(message, CancellationToken.None);
    }
}
