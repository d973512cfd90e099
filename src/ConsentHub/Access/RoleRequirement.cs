using System.Security.Claims;
using ConsentHub.ApiKeys;
using Microsoft.AspNetCore.Authorization;

namespace ConsentHub.Access;

/// <summary>Requires a role for the site in the request's path. An endpoint without a site in its path concerns all sites, so it requires the role for all sites.</summary>
internal sealed record RoleRequirement(Role Least) : IAuthorizationRequirement;

internal sealed class RoleHandler : AuthorizationHandler<RoleRequirement, HttpContext>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, RoleRequirement requirement, HttpContext resource)
    {
        if (RoleClaims.Include(context.User, requirement.Least, resource.Request.RouteValues["site"] as string))
            context.Succeed(requirement);

        return Task.CompletedTask;
    }
}

/// <summary>The claims that the policies read, for every authentication scheme: one role, and one claim for each site that the role covers. A role without a site claim covers no site.</summary>
internal static class RoleClaims
{
    private const string Site = "site", AllSites = "*";

    public static IEnumerable<Claim> Of(Role role, IReadOnlyList<string>? sites) =>
        [new(ClaimTypes.Role, WireNames<Role>.Of(role)), .. (sites ?? [AllSites]).Select(site => new Claim(Site, site))];

    public static bool Include(ClaimsPrincipal user, Role least, string? site) =>
        user.HasClaim(claim => claim.Type == ClaimTypes.Role && WireNames<Role>.TryParse(claim.Value, out var role) && role.Includes(least))
        && user.HasClaim(claim => claim.Type == Site && (claim.Value == AllSites || claim.Value == site));
}
