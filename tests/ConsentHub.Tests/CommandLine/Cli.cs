using System.Text;
using ConsentHub.CommandLine;
using ConsentHub.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace ConsentHub.Tests.CommandLine;

/// <summary>Runs the command line on a test's folder, in this process.</summary>
internal static class Cli
{
    public static async Task<CliRun> RunAsync(TestFolder folder, string[] words, string input = "", params (string Key, string Value)[] settings)
    {
        var bytes = new MemoryStream();
        var context = new CommandContext
        {
            Configuration = () => new ConfigurationBuilder().AddInMemoryCollection(
            [
                new("ConsentHub:Data", folder.Data), new("ConsentHub:Sites", folder.Sites),
                .. settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)),
            ]).Build(),
            Output = () => bytes,
            Input = new StringReader(input),
            ShowsProgress = true,
        };
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Commands.Create(context).Parse(words).InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return new CliRun(code, output.ToString(), error.ToString(), bytes.ToArray());
    }
}

/// <param name="Bytes">What went to standard output as raw bytes.</param>
internal sealed record CliRun(int Code, string Output, string Error, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public CliRun Ended(int code)
    {
        Assert.True(Code == code, $"Exit code {Code} instead of {code}.\n{Output}\n{Error}");
        return this;
    }
}
