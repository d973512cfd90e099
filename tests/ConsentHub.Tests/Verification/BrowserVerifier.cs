using System.Diagnostics;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Verification;

/// <summary>The browser's verifier, run by Node.js on a file of cases.</summary>
internal static class BrowserVerifier
{
    private static readonly string Repository = Path.GetDirectoryName(TestSite.Folder)!;

    /// <param name="script">A file in <c>tests/verify</c>.</param>
    /// <returns>The last line of its output.</returns>
    public static async Task<string> RunAsync(string script, string cases)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(Repository, "tests", "verify", script), cases])
        {
            WorkingDirectory = Repository,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0, await output + await error);
        return (await output).TrimEnd().Split('\n')[^1];
    }
}
