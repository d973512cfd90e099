using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ConsentHub.Keys;

namespace ConsentHub.Http;

/// <summary>Identifies a client for counting: a keyed hash of its address, with a key that is valid for one UTC day.</summary>
/// <remarks>
/// All instances on one store compute the same hash for a client, so they can count the client together. No address is kept, and
/// without the hub's key nobody can test a guessed address. All IPv6 addresses of one /64 network count as one client.
/// </remarks>
internal sealed class ClientHash(HubKeys keys, TimeProvider time)
{
    private const int KeySize = 32, AddressSize = 16;
    private volatile KeyOfDay? today;

    public UInt128 Of(IPAddress? address)
    {
        // Key and address always have 48 bytes together, which fit one block of SHA-256. So the hash is as secure as HMAC here, at a fraction of the cost.
        Span<byte> block = stackalloc byte[KeySize + AddressSize];
        Today().CopyTo(block);
        Write(address ?? IPAddress.None, block[KeySize..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(block, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Write(IPAddress address, Span<byte> into)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            address.TryWriteBytes(into, out _);
            if (!address.IsIPv4MappedToIPv6)
                into[8..].Clear();
        }
        else
        {
            // The layout of an IPv4-mapped IPv6 address.
            into[..10].Clear();
            into[10..12].Fill(0xff);
            address.TryWriteBytes(into[12..], out _);
        }
    }

    private byte[] Today()
    {
        var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        if (today is { } known && known.Day == day)
            return known.Key;

        var key = keys.KeyOfDay(day);
        today = new KeyOfDay(day, key);
        return key;
    }

    private sealed record KeyOfDay(DateOnly Day, byte[] Key);
}
