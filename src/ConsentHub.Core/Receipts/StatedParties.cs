using System.Text.Json;
using System.Text.Json.Nodes;
using ConsentHub.Sites.Model;

namespace ConsentHub.Receipts;

/// <summary>The controller and the privacy contact of a statement, as the site's current content states them.</summary>
internal static class StatedParties
{
    /// <param name="name">The member before which they are inserted.</param>
    public static void InsertBefore(JsonObject statement, string name, SiteFile content)
    {
        var place = statement.IndexOf(name);
        statement.Insert(place, "controller", JsonSerializer.SerializeToNode(content.Controller, SiteFileJson.Default.Controller));
        statement.Insert(place + 1, "contact", JsonSerializer.SerializeToNode(content.PrivacyContact, SiteFileJson.Default.PrivacyContact));
    }
}
