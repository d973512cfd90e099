using System.ComponentModel;
using System.Diagnostics;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Deploy;

/// <summary>A program that checks deployment files.</summary>
internal static class Tool
{
    /// <summary>A file of the repository.</summary>
    public static string Path(string file) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(TestSite.Folder)!, file);

    public static async Task<(int ExitCode, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"This test needs {start.FileName}: ./test.sh says how to get it.", e);
        }
    }
}
