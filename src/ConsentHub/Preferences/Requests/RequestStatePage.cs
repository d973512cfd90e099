using System.Text.Json.Nodes;
using ConsentHub.Pages.Texts;
using ConsentHub.Pages;
using ConsentHub.Preferences.Sections;
using ConsentHub.Requests;
using ConsentHub.Sites.Model;

namespace ConsentHub.Preferences.Requests;

/// <summary>A request whose identity is proven: how far it is, the answer with its statement, and the data to download.</summary>
internal static class RequestStatePage
{
    public static Html Write(RequestView page, PrivacyRequest request, bool isRestricted, JsonObject? statement, DateTimeOffset now) => Layout.Write(
        page.Site.Latest.Content.Name, page.Notice.Dir, page.Texts, page.Texts.Own("requestTitle"),
        $"""
        <section class="card state{Tone(request, now)}" aria-labelledby="request">
        <h2 id="request">{page.Texts.Own($"request_{WireNames<RequestType>.Of(request.Type)}")}</h2>
        <p class="lead">{Sentence(page.Texts, request, now)}</p>
        {(isRestricted ? $"""<p class="note">{page.Texts.Own("requestRestricted")}</p>""" : Html.Empty)}
        <dl class="facts">
        {(request.VerifiedAt is { } verified ? Fact(page.Texts.Own("requestReceived"), Time(page.Texts, verified)) : Html.Empty)}
        {Fact(page.Texts.Own("requestNumber"), $"""<code dir="ltr">{request.Id.ToString()}</code>""")}
        {(request.Message is { } message ? Fact(page.Texts.Own("requestMessage"), $"""<span class="written" dir="auto">{message}</span>""") : Html.Empty)}
        </dl>
        </section>
        {Answer(page.Texts, request)}
        {(statement is null ? Html.Empty : StatementSection.Write(page.Site, page.Texts, "request-statement", statement))}
        <section class="card form" aria-labelledby="data">
        <h2 id="data">{page.Texts.Text("yourData")}</h2>
        <form method="post" action="{page.Id.ToString()}" class="form">
        <p class="small" id="package">{page.Texts.Own("packageExplain")}</p>
        <input type="hidden" name="lang" value="{page.Texts.Lang}">
        <p class="actions"><button name="action" value="download" aria-describedby="package">{page.Texts.Own("packageDownload")}</button></p>
        </form>
        </section>
        {page.Back}
        {ContactSection.Write(page.Site, page.Notice, page.Texts)}
        """,
        page.Notice.Languages, RequestView.Root);

    private static Html Answer(UiTexts words, PrivacyRequest request) => request.ClosedAt is not { } closed ? Html.Empty :
        $"""
        <section class="card state" aria-labelledby="answer">
        <h2 id="answer">{words.Own("answerTitle")}</h2>
        {(request.Answer is { } answer ? Written(words, answer, closed) : Html.Of($"<p>{words.Own("answerRemoved")}</p>"))}
        </section>
        """;

    private static Html Written(UiTexts words, string answer, DateTimeOffset closed) =>
        $"""
        <p class="written" dir="auto">{answer}</p>
        <p class="small">{Html.Fill(words.Own("answerKept"), ("date", Time(words, closed + RequestRules.AnswerKept)))}</p>
        """;

    private static Html Sentence(UiTexts words, PrivacyRequest request, DateTimeOffset now)
    {
        var key = request.State switch
        {
            RequestState.Open => IsLate(request, now) ? "requestIsLate" : "requestIsOpen",
            RequestState.Answered => "requestIsAnswered",
            RequestState.Refused => "requestIsRefused",
            var other => throw new InvalidOperationException($"No sentence for the state {other}."),
        };
        return Html.Fill(words.Own(key), ("date", Time(words, request.ClosedAt ?? LastDay(request.Due ?? now))));
    }

    private static string Tone(PrivacyRequest request, DateTimeOffset now) => request.State switch
    {
        RequestState.Answered => " good",
        RequestState.Refused => " warn",
        _ => IsLate(request, now) ? " warn" : "",
    };

    /// <summary>A deadline at midnight ends the day before.</summary>
    private static DateTimeOffset LastDay(DateTimeOffset due) => due.AddTicks(-1);

    private static bool IsLate(PrivacyRequest request, DateTimeOffset now) => request.State == RequestState.Open && request.Due <= now;

    private static Html Time(UiTexts words, DateTimeOffset time) => $"""<time datetime="{Rfc3339.Of(time)}">{words.Date(time)}</time>""";

    private static Html Fact(string name, Html value) => $"<div><dt>{name}</dt><dd>{value}</dd></div>\n";
}
