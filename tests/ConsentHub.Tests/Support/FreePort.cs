using System.Net;
using System.Net.Sockets;

namespace ConsentHub.Tests.Support;

/// <summary>A free port, for servers that can't report which port they chose.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
