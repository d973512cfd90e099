using System.Net;
using System.Net.Sockets;

namespace ConsentHub.Tests.Support;

/// <summary>For servers that can't tell which port they took.</summary>
internal static class FreePort
{
    public static int Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
