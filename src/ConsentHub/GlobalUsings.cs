global using ConsentHub.Json;
