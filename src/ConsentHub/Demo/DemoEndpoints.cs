namespace ConsentHub.Demo;

/// <summary>The marketing pixel of the demo page. It sets nothing and counts nothing: to be requested is all it is for.</summary>
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
