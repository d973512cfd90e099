using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using ConsentHub.Tests.Sites;

namespace ConsentHub.Tests.Support;

/// <summary>The project's own <c>deploy/nginx.conf</c> in a real nginx, with a test's hubs in the place of the containers.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder;

    private NginxProxy(Process process, DirectoryInfo folder, Uri address)
    {
        this.process = process;
        this.folder = folder;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<NginxProxy> StartAsync(Uri first, Uri second)
    {
        var folder = Directory.CreateTempSubdirectory("consenthub-nginx-");
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Find()}"));
        var shipped = await File.ReadAllTextAsync(Path.Combine(TestSite.Folder, "..", "deploy", "nginx.conf"));
        var config = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(config, Adapted(shipped, first, second, address));
        var start = new ProcessStartInfo(Program(), ["-p", folder.FullName, "-c", config, "-g", "daemon off; pid nginx.pid;"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("This test needs nginx: apt-get install nginx-light", e);
        }

        process.BeginErrorReadLine();
        var proxy = new NginxProxy(process, folder, address);
        using var client = proxy.NewClient();
        await Eventually.Async(() => AnswersAsync(client), answers => answers);
        return proxy;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        // Asked to end, the master ends its workers too.
        Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExit();
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static string Program() => File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

    private static string Adapted(string shipped, Uri first, Uri second, Uri address)
    {
        var config = shipped;
        Replace("hub-1:8080", first.Authority);
        Replace("hub-2:8080", second.Authority);
        Replace("listen 8080;", $"listen {address.Authority};");
        // Where an ordinary user may write.
        Replace("http {", "http { client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;");
        return config;

        void Replace(string old, string with)
        {
            Assert.Contains(old, config, StringComparison.Ordinal);
            config = config.Replace(old, with, StringComparison.Ordinal);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health/live")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
