namespace ConsentHub.Demo;

/// <summary>The marketing pixel of the demo page. It sets no cookie and counts nothing; it exists only to be requested.</summary>
internal static class DemoEndpoints
{
    /// <summary>The smallest transparent GIF.</summary>
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static void MapDemo(this IEndpointRouteBuilder app) =>
        app.MapGet("/demo/pixel.gif", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-store";
            return TypedResults.Bytes(Pixel, "image/gif");
        }).ExcludeFromDescription();
}
