# The built banner is committed, so this build needs no Node.js.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/ConsentHub.Ledger/ConsentHub.Ledger.csproj src/ConsentHub.Ledger/packages.lock.json src/ConsentHub.Ledger/
COPY src/ConsentHub.Core/ConsentHub.Core.csproj src/ConsentHub.Core/packages.lock.json src/ConsentHub.Core/
COPY src/ConsentHub.Sqlite/ConsentHub.Sqlite.csproj src/ConsentHub.Sqlite/packages.lock.json src/ConsentHub.Sqlite/
COPY src/ConsentHub.Postgres/ConsentHub.Postgres.csproj src/ConsentHub.Postgres/packages.lock.json src/ConsentHub.Postgres/
COPY src/ConsentHub/ConsentHub.csproj src/ConsentHub/packages.lock.json src/ConsentHub/
# PublishReadyToRun also restores the packages that compile ahead of time when publishing.
RUN dotnet restore src/ConsentHub --locked-mode -p:PublishReadyToRun=true
COPY src/ConsentHub.Ledger src/ConsentHub.Ledger
COPY src/ConsentHub.Core src/ConsentHub.Core
COPY src/ConsentHub.Sqlite src/ConsentHub.Sqlite
COPY src/ConsentHub.Postgres src/ConsentHub.Postgres
COPY src/ConsentHub src/ConsentHub
COPY wwwroot wwwroot
RUN dotnet publish src/ConsentHub -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12
# Set them when you build: docker build --build-arg VERSION=1.2.3 --build-arg REVISION=$(git rev-parse HEAD)
ARG VERSION=dev
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ConsentHub" \
    org.opencontainers.image.description="A consent management platform that a company hosts itself" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="$VERSION" \
    org.opencontainers.image.revision="$REVISION"
WORKDIR /app
COPY --from=build /app .
COPY sites /sites
# A volume made from this folder belongs to the image's unprivileged user.
RUN mkdir -m 700 /data && chown "$APP_UID" /data
ENV ASPNETCORE_HTTP_PORTS=8080 \
    ConsentHub__Data=/data \
    ConsentHub__Sites=/sites
USER $APP_UID
VOLUME /data
EXPOSE 8080
# The program checks its own readiness, because the image has no other HTTP client.
HEALTHCHECK --interval=15s --timeout=6s --start-period=20s CMD ["dotnet", "ConsentHub.dll", "health"]
ENTRYPOINT ["dotnet", "ConsentHub.dll"]
