using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Threading.Channels;
using ConsentHub.Tests.Support;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace ConsentHub.Tests.Requests;

/// <summary>A real mail server on loopback.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string User = "hub@shop.example", Password = "pass word/1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<ReceivedMail> all = new();
    private readonly Channel<ReceivedMail> next = Channel.CreateUnbounded<ReceivedMail>();
    private CancellationTokenSource stop = new();
    private Task running = Task.CompletedTask;

    public int Port { get; } = FreePort.Find();

    /// <summary>Answers a message; accepts it by default.</summary>
    public Func<CancellationToken, Task<SmtpResponse>> Respond { get; set; } = _ => Task.FromResult(SmtpResponse.Ok);

    /// <summary>The reply to a recipient; null accepts it.</summary>
    public SmtpReplyCode? RecipientReply { get; set; }

    public bool WantsSignIn { get; init; }

    public IReadOnlyList<ReceivedMail> All => [.. all];

    public (string Key, string Value)[] Settings => SettingsOf(WantsSignIn ? "hub%40shop.example:pass%20word%2F1@" : "");

    public static MailServer Start(bool wantsSignIn = false)
    {
        var server = new MailServer { WantsSignIn = wantsSignIn };
        server.Start();
        return server;
    }

    public void Start()
    {
        var options = new SmtpServerOptionsBuilder().ServerName("mail.shop.example")
            .Endpoint(e => e.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).AllowUnsecureAuthentication(WantsSignIn).AuthenticationRequired(WantsSignIn)).Build();
        var parts = new SmtpServer.ComponentModel.ServiceProvider();
        parts.Add(new Store(this));
        parts.Add(new Recipients(this));
        parts.Add(new Users());
        stop = new CancellationTokenSource();
        running = new SmtpServer.SmtpServer(options, parts).StartAsync(stop.Token);
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    /// <summary>The settings of a hub that sends through this server.</summary>
    /// <param name="user">Before the host, with the <c>@</c>.</param>
    public (string Key, string Value)[] SettingsOf(string user) =>
        [("ConsentHub:Smtp", string.Create(CultureInfo.InvariantCulture, $"smtp://{user}127.0.0.1:{Port}?tls=none")), ("ConsentHub:MailFrom", "privacy@hub.example")];

    public void RespondWith(SmtpReplyCode status) => Respond = _ => Task.FromResult(new SmtpResponse(status, "text that the hub must not log: jane@person.example"));

    public void RespondWell() => Respond = _ => Task.FromResult(SmtpResponse.Ok);

    /// <summary>The next message, in the order in which they came in.</summary>
    public Task<ReceivedMail> NextAsync() => next.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async ValueTask DisposeAsync() => await StopAsync();

    private sealed class Store(MailServer server) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            var mail = new ReceivedMail([.. transaction.To.Select(t => t.AsAddress())], buffer.ToArray());
            server.all.Enqueue(mail);
            server.next.Writer.TryWrite(mail);
            return await server.Respond(cancellationToken);
        }
    }

    private sealed class Recipients(MailServer server) : MailboxFilter
    {
        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox @from, CancellationToken cancellationToken) =>
            server.RecipientReply is { } reply
                ? throw new SmtpResponseException(new SmtpResponse(reply, $"text that the hub must not log: {to.AsAddress()}")) : Task.FromResult(true);
    }

    private sealed class Users : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
            Task.FromResult(user == User && password == Password);
    }
}

/// <param name="To">The recipients of the envelope.</param>
/// <param name="Bytes">As they came over the connection.</param>
internal sealed record ReceivedMail(IReadOnlyList<string> To, byte[] Bytes)
{
    public string Raw => Encoding.UTF8.GetString(Bytes);

    public MimeMessage Message => MimeMessage.Load(new MemoryStream(Bytes));

    /// <summary>The text as a person reads it.</summary>
    public string Text => Message.TextBody!.ReplaceLineEndings("\n");

    /// <summary>The eight digits of the code.</summary>
    public string Code => string.Concat(Text.Split('\n').Single(line => line.Trim() is [>= '0' and <= '9', _, _, _, ' ', _, _, _, _]).Where(char.IsAsciiDigit));
}
