using System.Net;
using System.Net.Sockets;
using ConsentHub.Deliveries;
using ConsentHub.Settings;

namespace ConsentHub.Webhooks;

/// <summary>Connects to an address that was checked. The name is resolved once, and the connection goes to what was checked: a name that changes meanwhile reaches nothing else.</summary>
internal static class CheckedConnection
{
    public const string Refused = "no public address";

    /// <exception cref="HttpRequestException">The name has no address that may be reached.</exception>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint to, HubSettings settings, CancellationToken ct)
    {
        var found = await Dns.GetHostAddressesAsync(to.Host, ct);
        var allowed = settings.WebhooksMayReachPrivate ? found : Array.FindAll(found, PublicAddresses.Contains);
        if (allowed.Length == 0)
            throw new HttpRequestException(Refused);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
