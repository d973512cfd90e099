using System.Security.Cryptography;
using System.Text;

namespace ConsentHub.BrowserTests.Support;

/// <summary>The inline scripts of a page, before everything else.</summary>
internal static class InlineScripts
{
    private static readonly string StubText = Read("consenthub-stub.js");
    private static readonly string PatchText = Read("consenthub-patch.js");

    /// <summary>The source with which a policy allows the stub.</summary>
    public static string StubHash { get; } = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(StubText)))}'";

    /// <summary>The stub, with these attributes on its tag.</summary>
    public static string Stub(string attributes) => $"<script {attributes}>{StubText}</script>";

    /// <summary>The optional script that patches the network, with these attributes on its tag.</summary>
    public static string Patch(string attributes) => $"<script {attributes}>{PatchText}</script>";

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "wwwroot", name));
}
