using System.Security.Cryptography;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Ledger;

/// <summary>One text of every format ever released. They never change and must verify for ever; never regenerate one to make a test pass.</summary>
internal static class Golden
{
    private static readonly string Repository = Path.GetDirectoryName(TestSite.Folder)!;

    public static string Text(string file) => File.ReadAllText(Path.Combine(Repository, "tests/ConsentHub.Tests/Ledger/Golden", file));

    public static string Readme() => File.ReadAllText(Path.Combine(Repository, "src/ConsentHub.Ledger/README.md"));

    public static ECDsa Key()
    {
        var key = ECDsa.Create();
        key.ImportFromPem(Text("test-key.pem"));
        return key;
    }
}
