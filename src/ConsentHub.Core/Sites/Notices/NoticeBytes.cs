using System.Text;
using ConsentHub.Sites.Model;

namespace ConsentHub.Sites.Notices;

/// <summary>Fills the caller's region into a rendered notice without parsing it.</summary>
internal static class NoticeBytes
{
    private static ReadOnlySpan<byte> Placeholder => "\"region\":\"ZZ\""u8;

    /// <summary>The notice, or the first layer made from it, as it is served to one region.</summary>
    /// <remarks>
    /// The placeholder occurs once: inside a JSON string its quotes would be escaped, and no other member is called region.
    /// </remarks>
    public static byte[] ForRegion(byte[] rendered, string region)
    {
        if (region == Regions.Unknown)
            return rendered;

        if (region != Regions.Every && !Regions.IsKnown(region))
            throw new ArgumentException($"\"{region}\" is not a region.", nameof(region));

        var at = rendered.AsSpan().IndexOf(Placeholder);
        if (at < 0)
            throw new ArgumentException("The rendered notice names no region to fill in.", nameof(rendered));

        return [.. rendered.AsSpan(0, at), .. Encoding.ASCII.GetBytes($"\"region\":\"{region}\""), .. rendered.AsSpan(at + Placeholder.Length)];
    }
}
